import { join } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { demoFolder, makeDemoRepository } from '../demo-repository.ts';
import { quoted } from '../quoted.ts';
import { readPlan } from '../run/read-plan.ts';
import { runPlan } from '../run/run-plan.ts';
import { slugOf } from '../run/slug.ts';

/** A ten-task plan on a fresh repository: recorded agents, but real files, processes, checks and merges. */
export async function demo(context: CommandContext): Promise<number> {
  const { terminal, colours } = context;
  const plan = await readPlan('plan.yaml', demoFolder);
  const repository = await makeDemoRepository();
  terminal.say(colours.strong(`The demo works in a repository of its own: ${repository}`));
  // The demo's own configuration and nobody's environment: it is the same everywhere.
  const exitCode = await runPlan(
    { ...context, environment: {} },
    {
      plan,
      folder: repository,
      approval: { kind: 'policy', policy: 'demo' },
      config: { file: join(demoFolder, 'atms.config.yaml') },
      next: `${context.atms} demo`,
    },
  );
  sayWhatToLookAt(context, { repository, branch: `atms/${slugOf(plan.name)}` });
  return exitCode;
}

function sayWhatToLookAt(
  { terminal, colours, atms }: CommandContext,
  { repository, branch }: { readonly repository: string; readonly branch: string },
): void {
  const here = `-C ${quoted(repository)}`;
  const commands = [
    `${atms} ${here} status`,
    `${atms} ${here} task show T5`,
    `${atms} ${here} task logs T3`,
    `git ${here} log --oneline ${branch}`,
    `git ${here} diff --stat main ${branch}`,
  ];
  terminal.say(colours.strong(`The repository stays in ${repository}. Have a look:`));
  for (const command of commands) terminal.say(`  ${command}`);
}
