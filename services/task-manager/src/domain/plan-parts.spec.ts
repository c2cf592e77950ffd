import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestedWorkflow, taskSpec } from '@atms/testkit';
import { inParts } from './plan-parts.ts';
import { workflowDecider } from './workflow.ts';

describe('a plan in parts', () => {
  it('is one part as long as it is small', () => {
    const tasks = [taskSpec(), taskSpec({ taskId: 'T2' })];
    expect(inParts(tasks)).toEqual([{ part: 1, parts: 1, tasks }]);
    expect(inParts([])).toEqual([]);
  });

  it('keeps every task, in the order of the plan, and no part is empty', () => {
    const lengths = fc.array(fc.nat({ max: 16_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, (all) => {
        const tasks = all.map((length, index) =>
          taskSpec({ taskId: `T${index}`, description: 'x'.repeat(length) }),
        );
        const parts = inParts(tasks);
        expect(parts.flatMap((part) => part.tasks)).toEqual(tasks);
        expect(parts.filter((part) => part.tasks.length === 0)).toEqual([]);
      }),
    );
  });

  it.each([
    ['ten thousand tasks', 'x'.repeat(300), 10_000],
    ['tasks in a script of three bytes a character', '語'.repeat(6_000), 100],
    ['tasks as long as they may be', '𝛼'.repeat(8_000), 10],
  ])('fits into events of the log: %s', (_, description, count) => {
    const tasks = Array.from({ length: count }, (_none, index) =>
      taskSpec({ taskId: `01J8${index}`, description }),
    );
    const decision = workflowDecider.decide(
      { type: 'RequestWorkflow', request: requestedWorkflow(), tasks },
      workflowDecider.initialState(),
    );
    const events = decision.kind === 'accepted' ? decision.events : [];
    expect(Math.max(...events.map(({ data }) => bytesOf(data)))).toBeLessThan(64 * 1024);
    const planned = events.flatMap((event) => (event.type === 'workflow.planned' ? [event] : []));
    expect(planned.map(({ data }) => data.part)).toEqual(planned.map((__, index) => index + 1));
    expect(new Set(planned.map(({ data }) => data.parts))).toEqual(new Set([planned.length]));
    expect(planned.flatMap(({ data }) => data.tasks)).toHaveLength(count);
  });
});

function bytesOf(data: unknown): number {
  return new TextEncoder().encode(JSON.stringify(data)).length;
}
