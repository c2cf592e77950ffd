import { eventDefinition, type GateResult } from '@atms/contracts';
import { hashOf } from '@atms/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withinLimits } from './gate-limits.ts';

/** What the log takes of one event. */
const maxEventBytes = 64 * 1024;

/** Text of which each character takes three bytes, or the quotes that JSON escapes. */
const text = fc
  .tuple(fc.constantFrom('漢', '"', 'a'), fc.nat({ max: 4_000 }))
  .map(([character, count]) => character.repeat(count));
const gate: fc.Arbitrary<GateResult> = fc.record({
  gate: fc.constant('a-gate-of-some-name'),
  status: fc.constantFrom('failed', 'error'),
  durationMs: fc.constant(1),
  reason: text,
  findings: fc.array(
    text.map((message) => ({ gate: 'a-gate-of-some-name', message })),
    { maxLength: 20 },
  ),
});

describe('any results of gates', () => {
  it('fit into an event, up to twenty gates that all have much to say', () => {
    fc.assert(
      fc.property(fc.array(gate, { minLength: 1, maxLength: 20 }), (gates) => {
        const data = {
          workflowId: 'W',
          taskId: 'T1',
          attempt: 1,
          of: 'attempt',
          commit: hashOf('c'),
          tree: hashOf('d'),
          verdict: 'failed',
          toMerge: true,
          gates: withinLimits(gates),
        };
        expect(eventDefinition('validation.result').schema.safeParse(data).success).toBe(true);
        const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
        expect(bytes).toBeLessThanOrEqual(maxEventBytes);
      }),
    );
  });
});
