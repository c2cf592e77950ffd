import { describe, expect, it } from 'vitest';
import { parsePlan } from './parse-plan.ts';

const reading = (checks: string) =>
  parsePlan(`tasks:\n  - id: T1\n    name: one\n    checks: ${checks}`, { fileName: 'x.yaml' });

describe('the checks of a task', () => {
  it('may be scripts, commands with a report, and what a repository must keep to', () => {
    const read = reading(
      '[test, {name: unit, run: make unit, report: out/junit.xml}, {coverage: 80}, {audit: high}, {licences: [MIT, Apache-2.0]}]',
    );
    expect(read.ok && read.plan.tasks[0]?.checks).toEqual([
      'test',
      { name: 'unit', run: 'make unit', report: 'out/junit.xml' },
      { coverage: 80 },
      { audit: 'high' },
      { licences: ['MIT', 'Apache-2.0'] },
    ]);
  });

  it.each([
    [
      '[{coverage: 120}]',
      '4 25 bad-value Task T1: `checks[0].coverage` must be a number from 0 to 100, not 120.',
    ],
    [
      '[{coverage: high}]',
      '4 25 wrong-type Task T1: `checks[0].coverage` must be a number of per cent from 0 to 100, such as 80.',
    ],
    [
      '[{audit: hihg}]',
      '4 22 bad-value Task T1: `checks[0].audit` must be one of low, moderate, high, critical, not "hihg" (did you mean high?).',
    ],
    [
      '[{licences: MIT}]',
      '4 25 wrong-type Task T1: `checks[0].licences` must be a list, not "MIT".',
    ],
    [
      '[{licences: []}]',
      '4 25 empty-value Task T1: `checks[0].licences` must not be an empty list: name the licences that are allowed.',
    ],
    [
      '[{name: a, run: b, report: ../c}]',
      '4 40 bad-path Task T1: `checks[0].report` must be a file in the repository, named from its top; it is "../c".',
    ],
    [
      '[{coverage: 80}, {coverage: 90}]',
      '4 13 duplicate-check Task T1: `checks` must name each check once.',
    ],
  ])('are refused where they are wrong: %s', (checks, problem) => {
    const read = reading(checks);
    expect(
      read.ok
        ? []
        : read.problems.map(({ line, column, code, message }) =>
            [line, column, code, message].join(' '),
          ),
    ).toEqual([problem]);
  });
});
