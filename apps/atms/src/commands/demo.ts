import { dirname, join } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { demoFolder, makeDemoRepository } from '../demo-repository.ts';
import { quoted } from '../quoted.ts';
import { readPlan } from '../run/read-plan.ts';
import { runPlan } from '../run/run-plan.ts';
import { slugOf } from '../run/slug.ts';

/** A ten-task plan on a fresh repository: recorded agents, but real files, processes, checks and merges. */
export async function demo(context: CommandContext): Promise<number> {
  const { terminal, colours, atms } = context;
  const planFile = join(demoFolder, 'plan.yaml');
  const { plan } = await readPlan(planFile, context);
  const repository = await makeDemoRepository();
  terminal.say(colours.strong(`The demo works in a repository of its own: ${repository}`));
  // Nobody's environment, only the demo's configuration: it is the same everywhere.
  const ownContext: CommandContext = {
    ...context,
    environment: {},
    atms: `${atms} -C ${quoted(repository)}`,
    // What it makes is in its own folder, so that removing that removes all of it.
    openAtms: (options) =>
      context.openAtms({ ...options, cache: join(dirname(repository), 'cache') }),
  };
  const exitCode = await runPlan(ownContext, {
    plan,
    folder: repository,
    approval: { kind: 'policy', policy: 'demo' },
    next: `${ownContext.atms} run ${quoted(planFile)}`,
  });
  sayWhatToLookAt(ownContext, { repository, branch: `atms/${slugOf(plan.name)}` });
  return exitCode;
}

function sayWhatToLookAt(
  { terminal, colours, atms }: CommandContext,
  { repository, branch }: { readonly repository: string; readonly branch: string },
): void {
  const git = `git -C ${quoted(repository)}`;
  const commands = [
    `${atms} status`,
    `${atms} task show T5`,
    `${atms} task logs T3`,
    `${git} log --oneline ${branch}`,
    `${git} diff --stat main ${branch}`,
  ];
  terminal.say(colours.strong(`The repository stays in ${repository}. Have a look:`));
  for (const command of commands) terminal.say(`  ${command}`);
}
