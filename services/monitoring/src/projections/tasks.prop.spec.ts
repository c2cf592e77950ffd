import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryTables } from '../spec-support/memory-tables.ts';
import { randomStory } from '../spec-support/random-story.ts';
import type { TaskRow } from './tables.ts';

type Check = (before: TaskRow, after: TaskRow, eventAttempt: unknown) => void;

/** Holds every task before and after each event of a story against each other. */
function always(check: Check): void {
  fc.assert(
    fc.property(randomStory, (story) => {
      const tables = createMemoryTables();
      for (const event of story.events) {
        const before = tables.rows('tasks').map((row) => ({ ...row }));
        tables.take(event);
        const after = new Map(tables.rows('tasks').map((row) => [row.taskId, row]));
        const { taskId, attempt } = event.data as { taskId?: string; attempt?: number };
        for (const row of before) {
          const now = after.get(row.taskId);
          if (now !== undefined) check(row, now, row.taskId === taskId ? attempt : undefined);
        }
      }
    }),
  );
}

describe('whatever happens', () => {
  it('an end stays as it was', () => {
    always((before, after) => {
      if (before.ended === 1) expect(after).toEqual(before);
    });
  });

  it('the attempt of a task never goes back', () => {
    always((before, after) => expect(after.attempt).toBeGreaterThanOrEqual(before.attempt));
  });

  it('an event of an earlier attempt moves no state but to an end', () => {
    always((before, after, attempt) => {
      if (typeof attempt !== 'number' || attempt >= before.attempt || after.ended === 1) return;
      expect(after.state).toBe(before.state);
    });
  });
});
