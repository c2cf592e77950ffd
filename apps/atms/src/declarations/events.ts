import type { Command } from 'commander';
import type { TailRequest } from '../commands/events.ts';
import { addExamples, countFrom0, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addEvents(program: Command, acting: Acting): void {
  const events = program.command('events').description('what happened, as it stands in the log');
  withExamples(events, [
    ['atms events tail --follow', 'everything, as it happens'],
    ['atms events tail --task T3 -n 50', 'the last fifty of one task'],
    ['atms events show 17', 'one with all its data'],
  ]);
  addTail(events, acting);
  const show = events
    .command('show')
    .description('one event with all its data')
    .argument('<event>', 'its position, its id, or the beginning of that');
  addExamples(show, ['atms events show 17', 'atms events show 5f0c2a']).action(
    (ref: string, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/events.ts')).showEvent(context, ref),
      ),
  );
}

interface TailFlags extends Omit<TailRequest, 'follow'> {
  readonly follow?: true;
}

function addTail(events: Command, acting: Acting): void {
  const tail = events
    .command('tail')
    .description('the last events, one a line')
    .option('-f, --follow', 'and those to come, until Ctrl-C')
    .option('-n, --lines <n>', 'how many', countFrom0, 20)
    .option('--workflow <ref>', 'only of this workflow')
    .option('--task <ref>', 'only of this task')
    .option('--type <type>', 'only of this type; task.* for all that begin so');
  addExamples(tail, [
    'atms events tail --follow',
    "atms events tail --workflow newest --type 'task.*' -n 50",
  ]).action((flags: TailFlags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/events.ts')).tailEvents(context, {
        ...flags,
        follow: flags.follow === true,
      }),
    ),
  );
}
