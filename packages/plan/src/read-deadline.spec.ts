import { describe, expect, it } from 'vitest';
import { parsePlan } from './parse-plan.ts';
import { readDeadline } from './read-deadline.ts';

describe('a deadline', () => {
  it.each([
    ['4h', { afterMs: 14_400_000 }],
    ['1h30m', { afterMs: 5_400_000 }],
    ['2026-12-01T18:00:00Z', { at: '2026-12-01T18:00:00.000Z' }],
    ['2026-12-01T18:00+02:00', { at: '2026-12-01T16:00:00.000Z' }],
  ])('is read from %j', (text, deadline) => {
    expect(readDeadline(text)).toEqual(deadline);
  });

  it.each([
    '',
    'soon',
    '0s',
    '2026-12-01',
    '2026-12-01T18:00:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
  ])('is not read from %j', (text) => {
    expect(readDeadline(text)).toBeUndefined();
  });

  it('of the plan holds for every task without its own', () => {
    const reading = parsePlan(
      'deadline: 4h\ntasks: [{id: a, name: a}, {id: b, name: b, deadline: 1h}]',
      { fileName: 'x.yaml' },
    );
    expect(reading.ok && reading.plan.tasks.map(({ deadline }) => deadline)).toEqual([
      { afterMs: 14_400_000 },
      { afterMs: 3_600_000 },
    ]);
  });
});
