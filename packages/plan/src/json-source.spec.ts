import { describe, expect, it } from 'vitest';
import { parsePlan } from './parse-plan.ts';

const problemsOf = (text: string): readonly string[] => {
  const reading = parsePlan(text, { fileName: 'plan.json' });
  return reading.ok
    ? []
    : reading.problems.map(({ code, line, column }) => `${line ?? '-'}:${column ?? '-'} ${code}`);
};

describe('a plan in JSON', () => {
  it('is read with tabs, a byte order mark and a comma too many', () => {
    const text = '\uFEFF{\r\n\t"tasks": [\r\n\t\t{"id": "T1",\r\n\t\t"name": "one"},\r\n\t]\r\n}';
    expect(parsePlan(text, { fileName: 'plan.json' })).toMatchObject({ ok: true, format: 'json' });
    expect(parsePlan(text, {})).toMatchObject({ ok: true, format: 'json' });
  });

  it.each([
    ['a text without its end', '{\n "name": "x,\n "tasks": []\n}', '2:10 not-json'],
    [
      'the last text without its end',
      '{"tasks": [\n {"id": "T1", "name": "one}\n]}',
      '2:23 not-json',
    ],
    ['a comma too few', '{\n  "name": "x"\n  "tasks": []\n}', '3:3 not-json'],
    ['a bracket too few', '{"tasks": [\n {"id": "T1", "name": "x"}\n}', '3:1 not-json'],
    ['a wrong type', '{"tasks": [\n {"id": "T1",\n  "name": 7}]}', '3:11 wrong-type'],
    ['an unknown key', '{"tasks": [\n {"id": "T1", "name": "a", "rum": "x"}]}', '2:28 unknown-key'],
  ])('is refused once, where the fault is: %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});
