import { describe, expect, it } from 'vitest';
import { createColours } from './colours.ts';
import { bar, progressLines } from './progress.ts';
import type { ActiveTask, Progress } from './progress.ts';
import { widthOf } from './width.ts';

const colours = createColours(false);
const frame = { columns: 100, rows: 24, colours };

const running: ActiveTask = {
  name: 'T5 Session handling',
  state: 'running',
  attempt: 1,
  agent: 'backend',
  sinceMs: 4_300,
  lastOutput: 'writing src/session.ts',
};
const progress: Progress = { total: 10, completed: 3, paused: false, active: [], attention: [] };

describe('the progress of a run', () => {
  it('has a line per task under way, what a person has to see to, and the whole', () => {
    const lines = progressLines(
      {
        ...progress,
        remainingMs: 42_000,
        active: [running, { name: 'T6', state: 'validating', attempt: 2 }],
        attention: ['T4 waits for an approval: atms approve A1'],
      },
      frame,
    );
    expect(lines).toEqual([
      '  T5 Session handling  running                 backend  4s  writing src/session.ts',
      '  T6                   validating (attempt 2)',
      '! T4 waits for an approval: atms approve A1',
      '  █████████░░░░░░░░░░░░░░░░░░░░░ 3 of 10 tasks · about 42s left',
    ]);
  });

  it('says paused in place of the time left', () => {
    const [line] = progressLines({ ...progress, paused: true, remainingMs: 5_000 }, frame);
    expect(line).toContain('3 of 10 tasks · paused');
  });

  it.each([20, 40, 80, 200])('never draws wider than %d columns', (columns) => {
    const active = [{ ...running, name: '実装する'.repeat(20), lastOutput: 'x'.repeat(500) }];
    const lines = progressLines(
      { ...progress, active, attention: ['y'.repeat(300)] },
      { ...frame, columns },
    );
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
  });

  it('never draws more lines than there are rows, and says how many tasks it left out', () => {
    const active = Array.from({ length: 50 }, () => running);
    const lines = progressLines({ ...progress, active }, { ...frame, rows: 10 });
    expect(lines).toHaveLength(10);
    expect(lines.at(-2)).toContain('and 42 more');
  });

  it('has a full bar only when everything is done', () => {
    expect(bar(0.999, 10)).toBe('█████████░');
    expect(bar(1, 10)).toBe('██████████');
    expect(bar(0, 3)).toBe('░░░');
  });
});
