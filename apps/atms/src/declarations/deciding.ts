import type { Command } from 'commander';
import { reasonOption, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const decisions = [
  ['approve', 'say yes to a plan, or to what an agent asks for'],
  ['reject', 'say no to a plan, or to what an agent asks for; an escalated task fails'],
] as const;

export function addDeciding(program: Command, acting: Acting): void {
  addDecisions(program, acting);
  const command = program
    .command('redrive')
    .description('hand a message that a service gave up on to it once more')
    .argument('<consumer>', 'who gave it up')
    .argument('<event>', 'the id of the event');
  withExamples(command, [
    ['atms status', 'the messages that nobody could handle, with their commands'],
    ['atms redrive queue__executor 5JQB4M', 'try one again'],
  ]).action((...[consumer, eventId, , called]: [string, string, unknown, Command]) =>
    acting(called, async (context) =>
      (await import('../commands/redrive.ts')).redrive(context, { consumer, eventId }),
    ),
  );
}

function addDecisions(program: Command, acting: Acting): void {
  for (const [decision, description] of decisions) {
    const command = program
      .command(decision)
      .description(description)
      .argument('<id>', 'of an approval, a workflow, or a task that waits for a person')
      .addOption(reasonOption());
    withExamples(command, [
      ['atms status', 'what waits, with the ids'],
      [`atms ${decision} 5JQB4M`, 'the beginning of an id is enough'],
    ]).action((ref: string, { reason }: { reason: string }, called: Command) =>
      acting(called, async (context) =>
        (await import('../commands/decide.ts')).decide(context, decision, { ref, reason }),
      ),
    );
  }
}
