import { Option } from 'commander';
import type { Command } from 'commander';
import type { RunFlags } from '../commands/run.ts';
import { wholeNumber, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addRunning(program: Command, acting: Acting): void {
  addDemo(program, acting);
  addRun(program, acting);
}

function addDemo(program: Command, acting: Acting): void {
  const demo = program
    .command('demo')
    .description('carry out a ten-task plan with recorded agents on a fresh repository');
  withExamples(demo, [['atms demo', 'ten tasks, with all that may go wrong on the way']]).action(
    (_flags, command: Command) =>
      acting(command, async (context) => (await import('../commands/demo.ts')).demo(context)),
  );
}

function addRun(program: Command, acting: Acting): void {
  const run = program
    .command('run')
    .description('carry out a plan; the same plan again continues what is unfinished')
    .argument(
      '<plan>',
      'a plan: a file in YAML, JSON or Markdown, - for standard input, or a list as text',
    )
    .option('--repo <dir>', 'the repository to work in (default: that of -C or of this folder)')
    .option('--branch <name>', 'where the work lands (default: atms/<name of the plan>)')
    .option('--max-agents <n>', 'how many tasks may be under way at once', wholeNumber)
    .option('--yes', 'approve the plan without being asked')
    .addOption(
      new Option(
        '--new',
        'the plan has changed: cancel the unfinished one and begin anew',
      ).conflicts('continue'),
    )
    .option('--continue', 'the plan has changed: go on with it as it was');
  withExamples(run, [
    ['atms run plan.yaml', 'shows the plan and asks'],
    ['atms run plan.yaml --yes --json', 'in a script'],
    ['atms run plan.yaml --repo ../shop --max-agents 4', 'in another repository'],
  ]).action((plan: string, flags: RunFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/run.ts')).run(context, plan, flags),
    ),
  );
}
