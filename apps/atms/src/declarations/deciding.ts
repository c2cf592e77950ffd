import type { Command } from 'commander';
import { reasonOption, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

const decisions = [
  ['approve', "say yes to a plan, or to what an agent asks for; an escalated task: 'task retry'"],
  ['reject', 'say no to a plan, or to what an agent asks for; an escalated task fails'],
] as const;

export function addDeciding(program: Command, acting: Acting): void {
  for (const [decision, description] of decisions) {
    const of =
      decision === 'approve'
        ? 'of an approval or a workflow that waits for a person'
        : 'of an approval, a workflow, or a task that waits for a person';
    const command = program
      .command(decision)
      .description(description)
      .argument('<id>', of)
      .addOption(reasonOption());
    withExamples(command, [
      ['atms inbox', 'what waits, with the ids'],
      [`atms ${decision} 5JQB4M`, 'the beginning of an id is enough'],
    ]).action((ref: string, { reason }: { reason: string }, called: Command) =>
      acting(called, async (context) =>
        (await import('../commands/decide.ts')).decide(context, decision, { ref, reason }),
      ),
    );
  }
}
