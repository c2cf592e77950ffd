import { Argument } from 'commander';
import type { Command } from 'commander';
import type { Priority } from '@atms/contracts';
import { withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const ref = 'its id in the plan of the newest workflow, its id, or the beginning of that';

export function addExplaining(program: Command, acting: Acting): void {
  const why = program
    .command('why')
    .description('why a task is where it is, who can move it, and how')
    .argument('<ref>', ref);
  withExamples(why, [
    ['atms why T5', 'the chain of causes down to the root'],
    ['atms why T5 --json', 'with codes'],
  ]).action((of: string, _flags, command: Command) =>
    acting(command, async (context) => (await import('../commands/why.ts')).why(context, of)),
  );
  addQueue(program, acting);
}

function addQueue(program: Command, acting: Acting): void {
  const queue = program.command('queue').description('what waits for its turn, and in which order');
  withExamples(queue, [
    ['atms queue list', 'the parts of each priority, and what keeps it'],
    ['atms queue prioritize T5 critical', 'let it go first'],
  ]);
  queue
    .command('list')
    .description('what waits, in its order, with the parts of each priority')
    .action((_flags, command: Command) =>
      acting(command, async (context) => (await import('../commands/queue.ts')).listQueue(context)),
    );
  queue
    .command('prioritize')
    .description('give a task another base for its priority')
    .argument('<ref>', ref)
    .addArgument(
      new Argument('<priority>', 'the base').choices(['critical', 'high', 'medium', 'low']),
    )
    .action((...[of, priority, , command]: [string, Priority, unknown, Command]) =>
      acting(command, async (context) =>
        (await import('../commands/queue.ts')).prioritize(context, of, priority),
      ),
    );
}
