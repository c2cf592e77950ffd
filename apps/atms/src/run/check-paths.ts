import { AtmsError } from '@atms/eventsourcing';
import type { Plan } from '@atms/plan';
import { git } from '../git.ts';

/**
 * Git tracks a symbolic link and not what lies behind it: work that is declared there would never be part of a commit.
 * @throws AtmsError `bad-plan` when a path leads through a link of the commit
 */
export async function checkPaths(plan: Plan, repository: string, commit: string): Promise<void> {
  const declared = plan.tasks.flatMap(({ planTaskId, paths }) =>
    paths.map((path) => ({ planTaskId, path })),
  );
  if (declared.length === 0) return;
  const links = await linksIn(repository, commit);
  const faults = declared.flatMap(({ planTaskId, path }) => {
    const link = links.find((one) => path.startsWith(`${one}/`));
    return link === undefined ? [] : [`  ${planTaskId}: ${path} leads through the link ${link}`];
  });
  if (faults.length === 0) return;
  const advice = 'Name the path where the files really are, inside of the repository.';
  throw new AtmsError(
    'bad-plan',
    ['The plan declares paths behind symbolic links:', ...faults, advice].join('\n'),
  );
}

const linkMode = '120000';

async function linksIn(repository: string, commit: string): Promise<readonly string[]> {
  const listed = await git(
    repository,
    'ls-tree',
    '-r',
    '-z',
    '--format=%(objectmode) %(path)',
    commit,
  );
  return listed
    .split('\0')
    .filter((line) => line.startsWith(`${linkMode} `))
    .map((line) => line.slice(linkMode.length + 1));
}
