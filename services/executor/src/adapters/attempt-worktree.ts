import { attemptRef } from '@atms/contracts';
import { attemptGitEnvironment, type Repository } from '@atms/platform/git';
import type { AttemptPlace, OpenWorkspace, StartPoint } from '../ports.ts';
import { madeByPrepare } from './made-by-prepare.ts';
import type { RepositoryWatch } from './repository-watch.ts';

/** E-mails of attempts end with it: by that a moved ref is known as an attempt's. */
export const attemptDomain = '@attempt.atms.invalid';

export function emailOf(place: AttemptPlace): string {
  return `${place.taskId}.${place.attempt}${attemptDomain}`.toLowerCase();
}

/** To be called before the worktree is removed: no commit of an agent disappears, also none that it took back. */
export async function keepOwnCommits(
  repository: Repository,
  worktree: string,
  { taskId, attempt }: Pick<AttemptPlace, 'taskId' | 'attempt'>,
): Promise<void> {
  await repository.keepOwnCommits({
    worktree,
    under: `refs/atms/attempts-own/${taskId}/${attempt}`,
  });
}

export interface AttemptWorktree {
  readonly repository: Repository;
  readonly watch: RepositoryWatch;
  readonly place: AttemptPlace;
  readonly start: StartPoint;
  readonly path: string;
}

export function workspaceOf({
  repository,
  watch,
  place,
  start,
  path,
}: AttemptWorktree): OpenWorkspace {
  const email = emailOf(place);
  const made = madeByPrepare(path);
  return {
    path,
    gitEnv: attemptGitEnvironment({ name: `ATMS attempt ${place.attempt}`, email }),
    async save({ agentId, message }) {
      const exclude = await made.read();
      // Half of what a prepare step makes is nobody's work.
      if (exclude === undefined) {
        return { commit: start.start, tree: await repository.treeOf(start.start) };
      }
      const { commit, tree } = await repository.commitAll({
        worktree: path,
        message,
        author: { name: agentId, email },
        ref: attemptRef(place.taskId, place.attempt),
        parent: start.start,
        exclude,
      });
      return { commit, tree };
    },
    inspect: () => watch.end({ name: `${place.taskId}/${place.attempt}`, email }),
    async close() {
      await keepOwnCommits(repository, path, place);
      await repository.removeWorktree(path);
      await made.remove();
    },
  };
}
