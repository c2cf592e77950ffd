import type { Command } from 'commander';
import { withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addLooking(program: Command, acting: Acting): void {
  const status = program
    .command('status')
    .description('what is under way and what waits for a person');
  withExamples(status, [
    ['atms status', 'for people'],
    ['atms status --json', 'for programs'],
  ]).action((_flags, command: Command) =>
    acting(command, async (context) => (await import('../commands/status.ts')).status(context)),
  );

  const inbox = program
    .command('inbox')
    .description('what waits for a person, with the commands that settle it');
  withExamples(inbox, [['atms inbox', 'plans, questions, escalated tasks']]).action(
    (_flags, command: Command) =>
      acting(command, async (context) => (await import('../commands/inbox.ts')).inbox(context)),
  );

  const monitor = program.command('monitor').description('a live view of everything; q leaves it');
  withExamples(monitor, [['atms monitor', 'in a terminal of its own']]).action(
    (_flags, command: Command) =>
      acting(command, async (context) => (await import('../commands/monitor.ts')).monitor(context)),
  );
}
