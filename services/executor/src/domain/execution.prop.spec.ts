import { executedAttempt } from '@atms/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpoint, start } from '../testing/execution-commands.ts';
import { type ExecutionCommand, executionDecider } from './execution.ts';

const finish: ExecutionCommand = { type: 'FinishExecution', result: executedAttempt() };

describe('any run of an execution', () => {
  const command = fc.oneof(
    fc.constantFrom('local.shell', 'other.shell').map(start),
    fc.constantFrom('a', 'b', 'c').map(checkpoint),
    fc.constant(finish),
  );

  it('has one start, then checkpoints, and at most one end', () => {
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        let state = executionDecider.initialState();
        const types: string[] = [];
        for (const one of commands) {
          const decision = executionDecider.decide(one, state);
          if (decision.kind === 'rejected') continue;
          state = decision.events.reduce(executionDecider.evolve, state);
          types.push(...decision.events.map((event) => event.type));
        }
        expect(types.join(' ')).toMatch(
          /^(task\.started( task\.checkpointed)*( task\.executed)?)?$/,
        );
      }),
    );
  });
});
