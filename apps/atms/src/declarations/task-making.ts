/** The commands that say what a task is. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CreateFlags } from '../commands/task/create.ts';
import type { UpdateFlags } from '../commands/task/update.ts';
import { withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const ref = 'its id in the plan of the newest workflow, its id, or the beginning of that';

export function addTaskMaking(task: Command, acting: Acting): void {
  addCreate(task, acting);
  addUpdate(task, acting);
}

function addCreate(task: Command, acting: Acting): void {
  const create = task
    .command('create')
    .description('add a task to a workflow that is under way, or make one of its own for it')
    .argument('<name>', 'what is to be done')
    .option('--workflow <ref>', 'add it to this workflow: id, beginning of it, name, or newest')
    .option('--depends-on <ids>', 'plan ids of that workflow, with commas between them')
    .option('--paths <globs>', 'what it may write; it then has these for itself')
    .option('--branch <name>', 'where a workflow of its own lands (default: atms/NAME)');
  withTaskOptions(create).action((name: string, flags: CreateFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/task/create.ts')).createTask(context, name, flags),
    ),
  );
  withExamples(create, [
    ['atms task create "Fix lint" --run "npm run fix"', 'a workflow of one task'],
    ['atms task create Docs --run "make docs" --workflow newest --depends-on T3', 'one task more'],
  ]);
}

function addUpdate(task: Command, acting: Acting): void {
  const update = task
    .command('update')
    .description('change what it asks for; an attempt that has started goes on as it was')
    .argument('<ref>', ref)
    .option('--name <name>', 'what is to be done');
  withTaskOptions(update).action((of: string, flags: UpdateFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/task/update.ts')).updateTask(context, of, flags),
    ),
  );
  withExamples(update, [
    ['atms task update T3 --timeout 2h --checks test,lint', 'more time, and which checks'],
    ['atms task update T3 --priority critical', 'before all others'],
    ['atms task update T3 --category tests', 'so that it may change what tests ask for'],
  ]);
}

function withTaskOptions(command: Command): Command {
  return command
    .option('--run <command>', 'a shell command that does it')
    .option('--description <text>', 'more about it')
    .option('--agent <kind>', 'a kind of agent, or a role that is among its skills')
    .option(
      '--category <word>',
      'such as bug_fix, refactoring, tests, removal or tooling; it says what checks may ask',
    )
    .option('--skills <skills>', 'what its agent has to be able to do, with commas between them')
    .option('--checks <names>', "scripts with commas between them, 'found' or 'none'")
    .option('--acceptance <text>', 'accepted when; may be given several times', collected)
    .addOption(
      new Option('--priority <base>', 'of its place in the queue').choices([
        'critical',
        'high',
        'medium',
        'low',
      ]),
    )
    .option('--estimate <duration>', 'such as 2h')
    .option('--timeout <duration>', 'ends an attempt that takes longer, such as 30m')
    .option('--deadline <when>', 'such as 2030-01-31T18:00:00Z, or 4h from now')
    .option('--prepare <command>', 'makes its worktree ready for checks');
}

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
