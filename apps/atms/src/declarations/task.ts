import type { Command } from 'commander';
import { reasonOption, wholeNumber, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';
import { addTaskMaking } from './task-making.ts';

const ref = 'its id in the plan of the newest workflow, its id, or the beginning of that';

export function addTask(program: Command, acting: Acting): void {
  const task = program.command('task').description('look at tasks and steer them');
  withExamples(task, [
    ['atms task list', 'the tasks of the newest workflow'],
    ['atms task show T3', 'its attempts, checks and findings'],
    ['atms task logs T3 --follow', 'what its agent says'],
    ['atms task diff T3 --stat', 'what its last attempt changed'],
    ['atms task retry T3', 'open another attempt'],
    ['atms task create "Fix lint" --run "npm run fix"', 'a task without a plan'],
  ]);
  addList(task, acting);
  addShow(task, acting);
  addTaskMaking(task, acting);
  for (const change of changes) addChange(task, acting, change);
  addReassign(task, acting);
  addLogs(task, acting);
  addDiff(task, acting);
}

interface ListFlags {
  workflow?: string;
  state?: string;
  all?: true;
}

function addList(task: Command, acting: Acting): void {
  const list = task
    .command('list')
    .description('tasks with their state, and why each is where it is')
    .option('--workflow <ref>', 'of this workflow (default: the newest)')
    .option('--state <state>', 'in this state, such as running, queued or escalated')
    .option('--all', 'of every workflow')
    .action((flags: ListFlags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task/list.ts')).listTasks(context, flags),
      ),
    );
  withExamples(list, [
    ['atms task list', 'of the newest workflow'],
    ['atms task list --all --state escalated', 'what waits for a person, wherever'],
  ]);
}

function addShow(task: Command, acting: Acting): void {
  task
    .command('show')
    .description('its attempts, checks and findings')
    .argument('<ref>', ref)
    .action((of: string, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task.ts')).showTask(context, of),
      ),
    );
}

function addLogs(task: Command, acting: Acting): void {
  const logs = task
    .command('logs')
    .description('the transcript of its agent')
    .argument('<ref>', ref)
    .option('--attempt <n>', 'of this attempt (default: the last)', wholeNumber)
    .option('--follow', 'go on until the attempt ends')
    .action((of: string, flags: { attempt?: number; follow?: true }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task/logs.ts')).taskLogs(context, of, flags),
      ),
    );
  withExamples(logs, [
    ['atms task logs T3', 'what was said so far'],
    ['atms task logs T3 --follow', 'and what is said from now on'],
    ['atms task logs T3 --attempt 1', 'of an earlier attempt'],
  ]);
}

function addDiff(task: Command, acting: Acting): void {
  const diff = task
    .command('diff')
    .description('what an attempt changed against the commit that it began from')
    .argument('<ref>', ref)
    .option('--attempt <n>', 'this attempt (default: the last that has begun)', wholeNumber)
    .option('--stat', 'files and counts of lines')
    .action((of: string, flags: { attempt?: number; stat?: true }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task/diff.ts')).taskDiff(context, of, flags),
      ),
    );
  withExamples(diff, [
    ['atms task diff T3', 'the work of its last attempt'],
    ['atms task diff T3 --attempt 1 --stat', 'the files of its first one'],
  ]);
}

const changes = [
  ['retry', 'end the present attempt and open another one; the ladder of retries begins anew'],
  ['cancel', 'end it without its work'],
  ['pause', 'do not start it; what runs goes on'],
  ['resume', 'go on after a pause'],
] as const;

function addChange(
  task: Command,
  acting: Acting,
  [change, description]: (typeof changes)[number],
): void {
  task
    .command(change)
    .description(description)
    .argument('<ref>', ref)
    .addOption(reasonOption())
    .action((of: string, { reason }: { reason: string }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task.ts')).changeTask(context, change, { ref: of, reason }),
      ),
    );
}

function addReassign(task: Command, acting: Acting): void {
  const reassign = task
    .command('reassign')
    .description('give it to agents of another kind; an attempt that is under way ends')
    .argument('<ref>', ref)
    .requiredOption('--agent <kind>', 'a kind of agent, or a role that is among its skills')
    .action((of: string, { agent }: { agent: string }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task/reassign.ts')).reassignTask(context, of, agent),
      ),
    );
  withExamples(reassign, [
    ['atms task reassign T3 --agent shell', 'its next attempt is for shell'],
  ]);
}
