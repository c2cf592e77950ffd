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

  const doctor = program
    .command('doctor')
    .description('check that everything that a run needs is there');
  withExamples(doctor, [['atms doctor', 'changes nothing']]).action((_flags, command: Command) =>
    acting(command, async (context) => (await import('../commands/doctor.ts')).doctor(context)),
  );
}
