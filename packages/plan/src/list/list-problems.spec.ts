import { describe, expect, it } from 'vitest';
import { parsePlan } from '../parse-plan.ts';

/** Each problem as `line:column code message`. */
const problemsOf = (text: string, fileName?: string): readonly string[] => {
  const reading = parsePlan(text, fileName === undefined ? {} : { fileName });
  if (reading.ok) return [];
  return reading.problems.map(
    ({ code, message, line, column }) => `${line ?? '-'}:${column ?? '-'} ${code} ${message}`,
  );
};

describe('a list that is no plan', () => {
  it.each([
    ['no list at all', 'hello\nworld', '-:- no-plan This is no plan: there is neither the key'],
    ['nothing', ' \n', '-:- empty-plan The plan is empty'],
    [
      'two kinds of items',
      '1. a\n\n- b',
      '3:1 ambiguous-plan There are numbered items (line 1) and bullets here, so it is not clear',
    ],
    [
      'open code',
      '- a\n  ```\n  x',
      '2:3 ambiguous-plan The code block that begins here is never closed',
    ],
    ['a number twice', '1. a\n2. b\n2. c', '3:1 duplicate-id Number 2 stands twice'],
    ['nothing to do', '- [x] a\n- [x] b', '1:7 empty-plan All tasks of this list are checked off'],
  ])('is refused for %s', (_, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, problem.length)).toBe(problem);
  });

  it('is refused when its list stands in a code block', () => {
    expect(problemsOf('```\n1. a\n```', 'x.md')).toEqual([
      expect.stringContaining('a list in a code block does not count'),
    ]);
  });
});

describe('a fault in a list', () => {
  it.each([
    ['1. a\n\t- estimate: 90', '2:14 bad-duration Task T1: `estimated_time` must be a duration'],
    ['1. a\r\n   priority: hihg', '2:14 bad-value Task T1: `priority` must be one of'],
    ['1. a\n   after: 4, 7', '2:11 unknown-dependency Task T1 depends on 4'],
    ['1. a\n   paths: src/, /etc', '2:17 bad-path Task T1: `paths[1]` must be relative'],
    ['1. a\n   checks: [test, *.x]', '2:12 not-yaml Cannot be read as a list or text of YAML'],
    [
      '1. a\n   dependecies: 1',
      '2:4 unknown-key There is no key `dependecies`: did you mean `dependencies`?',
    ],
    ['1. a\n   run: x\n   run: y', '3:4 duplicate-key `run` stands twice in the same task'],
    [
      '1. a (after 2)\n2. b (after 1)',
      '1:13 dependency-cycle The tasks wait for each other in a circle, T1 → T2 → T1',
    ],
    [
      '- a\n  checks:\n  - coverage: all',
      '3:5 wrong-type Task T1: `checks[0].coverage` must be a number of per cent',
    ],
    ['-  \n- b', '1:1 missing-key Task T1 has no `name`: add it.'],
    ['deadline: soon\n\n- a', '1:11 bad-deadline `deadline` must be an instant'],
  ])('in %j is named where it stands', (text, problem) => {
    expect(problemsOf(text).map((one) => one.slice(0, problem.length))).toContain(problem);
  });
});
