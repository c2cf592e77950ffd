import type { Command } from 'commander';
import { reasonOption, wholeNumber, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const ref = 'its id in the plan of the newest workflow, its id, or the beginning of that';

export function addTask(program: Command, acting: Acting): void {
  const task = program.command('task').description('look at tasks and steer them');
  withExamples(task, [
    ['atms task show T3', 'its attempts, checks and findings'],
    ['atms task logs T3', 'what its agent said'],
    ['atms task retry T3', 'open another attempt'],
  ]);
  addShow(task, acting);
  addLogs(task, acting);
  for (const change of changes) addChange(task, acting, change);
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
  task
    .command('logs')
    .description('the transcript of its agent')
    .argument('<ref>', ref)
    .option('--attempt <n>', 'of this attempt (default: the last)', wholeNumber)
    .action((of: string, { attempt }: { attempt?: number }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/task.ts')).taskLogs(context, of, attempt),
      ),
    );
}

const changes = [
  ['retry', 'end the present attempt and open another one'],
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
