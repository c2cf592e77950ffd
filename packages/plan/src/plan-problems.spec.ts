import { describe, expect, it } from 'vitest';
import { parsePlan } from './parse-plan.ts';

/** Each problem as `line:column code message`. */
const problemsOf = (text: string): readonly string[] => {
  const reading = parsePlan(text, { fileName: 'plan.yaml' });
  if (reading.ok) return [];
  return reading.problems.map(
    ({ code, message, line, column }) => `${line ?? '-'}:${column ?? '-'} ${code} ${message}`,
  );
};

/** The problems of a plan of one task with these further lines. */
const taskProblems = (...lines: readonly string[]): readonly string[] =>
  problemsOf(
    ['tasks:', '  - id: T1', '    name: one', ...lines.map((line) => `    ${line}`)].join('\n'),
  );

describe('a text that is no YAML', () => {
  it('is answered with every place that cannot be read', () => {
    expect(problemsOf('a: [1\nb: }')).toEqual([
      '2:1 not-yaml Cannot be read as YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
      '2:4 not-yaml Cannot be read as YAML: Unexpected flow-map-end token in YAML stream: "}".',
    ]);
  });

  it('says that globs which YAML takes for something else must stand in quotes', () => {
    expect(taskProblems('paths: [*.ts, !src/x]')).toEqual([
      '4:13 not-yaml Cannot be read as YAML: *.ts is an alias of something that does not exist; a text that begins with * must stand in quotes.',
      '4:19 not-yaml Cannot be read as YAML: Unresolved tag: !src/x; a text that begins with ! must stand in quotes.',
    ]);
  });

  it('may not be two documents', () => {
    expect(problemsOf('tasks: []\n---\ntasks: []')).toEqual([
      '2:1 not-yaml Cannot be read as YAML: a plan is one document, and a second one begins here.',
    ]);
  });

  it('may not grow without end by its aliases', () => {
    const tenTimes = (name: string): string => Array.from({ length: 10 }, () => name).join(', ');
    const bomb = [
      `a: &a [${tenTimes('x')}]`,
      `b: &b [${tenTimes('*a')}]`,
      `c: [${tenTimes('*b')}]`,
    ];
    expect(problemsOf(bomb.join('\n'))).toEqual([
      '-:- not-yaml Cannot be read as YAML: Excessive alias count indicates a resource exhaustion attack.',
    ]);
  });

  it('may not merge what is no mapping', () => {
    expect(problemsOf('<<: 1\ntasks: []')).toEqual([
      '-:- not-yaml Cannot be read as YAML: Merge sources must be maps or map aliases.',
    ]);
  });
});

describe('a value of the wrong kind', () => {
  it.each([
    ['- a', '1:1 wrong-type The plan must be a mapping, not a list.'],
    ['just text', '1:1 wrong-type The plan must be a mapping, not "just text".'],
    ['tasks: {T1: {name: one}}', '1:8 wrong-type `tasks` must be a list, not a mapping.'],
    ['tasks: [7]', '1:9 wrong-type Task number 1 must be a mapping, not the number 7.'],
    [
      'tasks: [{id: 1, name: one}]',
      '1:14 wrong-type Task number 1: `id` must be text, not the number 1 (write "1" in quotes).',
    ],
    [
      'tasks: [{id: T1, name: one, acceptance: [it works: always]}]',
      '1:42 wrong-type Task T1: `acceptance[0]` must be text, not a mapping (a text with ": " in it must stand in quotes).',
    ],
    [
      'tasks: [{id: T1, name: one, dependencies: T2}]',
      '1:43 wrong-type Task T1: `dependencies` must be a list, not "T2".',
    ],
    [
      'tasks: [{id: T1, name: one, priority: 1}]',
      '1:39 wrong-type Task T1: `priority` must be one of critical, high, medium, low, not the number 1.',
    ],
    [
      'tasks: [{id: T1, name: one, skills: [~]}]',
      '1:38 wrong-type Task T1: `skills[0]` must be text, not nothing.',
    ],
  ])('in %j is named', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('a value that is not allowed', () => {
  it.each([
    [
      'priority: hihg',
      '4:15 bad-value Task T1: `priority` must be one of critical, high, medium, low, not "hihg" (did you mean high?).',
    ],
    [
      'on_failure: retry',
      '4:17 bad-value Task T1: `on_failure` must be one of escalate, fail, not "retry".',
    ],
    ['run: ""', '4:10 empty-value Task T1: `run` must not be empty.'],
    ['agent: " "', '4:12 empty-value Task T1: `agent` must not be empty.'],
    [
      'estimated_time: 90',
      '4:21 bad-duration Task T1: `estimated_time` must be a duration with units such as 90s, 30m, 2h or 1h30m, not the bare number 90 (is it 90s, 90m or 90h?).',
    ],
    [
      'estimated_time: 2 hours',
      '4:21 bad-duration Task T1: `estimated_time` must be a duration with units such as 90s, 30m, 2h or 1h30m, not "2 hours".',
    ],
    ['timeout: 0s', '4:14 bad-duration Task T1: `timeout` must be longer than zero.'],
    [
      'checks: []',
      '4:13 empty-value Task T1: `checks` must not be an empty list: write `none` for no checks, or `found`.',
    ],
    [
      'checks: {}',
      '4:13 empty-value Task T1: `checks` must not be an empty mapping: write `none` for no checks, or `found`.',
    ],
    [
      'checks: [none]',
      '4:14 bad-value Task T1: `checks[0]` is no npm script: write `checks: none`, without a list.',
    ],
    [
      'checks: [3]',
      '4:14 wrong-type Task T1: `checks[0]` must be the name of an npm script, {name, run}, {coverage: 80}, {audit: high} or {licences: [MIT]}.',
    ],
    ['checks: [{name: a}]', '4:14 missing-key Task T1: `checks[0]` has no `run`: add it.'],
    ['checks: {test: }', '4:20 wrong-type Task T1: `checks.test` must be text, not nothing.'],
    [
      'checks: test',
      '4:13 wrong-type Task T1: `checks` must be none, found, a list such as [test, lint], or a mapping of names to commands.',
    ],
    [
      'checks: [test, {name: test, run: x}]',
      '4:13 duplicate-check Task T1: `checks` must name each check once.',
    ],
    [
      'paths: [/etc]',
      '4:13 bad-path Task T1: `paths[0]` must be relative to the top of the repository; it is "/etc".',
    ],
    [
      'paths: [a/../b]',
      '4:13 bad-path Task T1: `paths[0]` must not lead upwards with ..; it is "a/../b".',
    ],
    [
      'paths: ["!a"]',
      '4:13 bad-path Task T1: `paths[0]` must not be negated with !: name what the task may write; it is "!a".',
    ],
    [
      'paths: ["@(a|b)"]',
      '4:13 bad-path Task T1: `paths[0]` must not be an extended glob such as @(a|b): write {a,b}; it is "@(a|b)".',
    ],
  ])('`%s` is refused', (line, problem) => {
    expect(taskProblems(line)).toEqual([problem]);
  });

  it.each(['-x', 'T 1', 'T\t1'])('the id %j is refused', (id) => {
    expect(problemsOf(`tasks: [{id: ${JSON.stringify(id)}, name: one}]`)).toEqual([
      `1:14 bad-id Task ${id}: \`id\` must have no white space and no leading dash; it is "${id}".`,
    ]);
  });
});

describe('a key', () => {
  it('that is unknown is refused where it stands, and the nearest known one named', () => {
    expect(taskProblems('dependecies: [T2]')).toEqual([
      '4:5 unknown-key Task T1 has an unknown key `dependecies`: did you mean `dependencies`?',
    ]);
    expect(problemsOf('tsks: []\ntasks: [{id: T1, name: one}]')).toEqual([
      '1:1 unknown-key The plan has an unknown key `tsks`: did you mean `tasks`?',
    ]);
    expect(taskProblems('checks: [{name: a, rn: b, run: c}]')).toEqual([
      '4:24 unknown-key Task T1: `checks[0]` has an unknown key `rn`: did you mean `run`?',
    ]);
  });

  it('that resembles none is answered with all that are known', () => {
    expect(problemsOf('version: 1.0.0\ntasks: [{id: T1, name: one}]')).toEqual([
      '1:1 unknown-key The plan has an unknown key `version`: known are name, goal, description, prepare, checks, on_failure, deadline, tasks.',
    ]);
  });

  it('that every task must have is missed, also when it is left empty', () => {
    expect(problemsOf('tasks:\n  - name: one\n  - id: T2\n  - id:\n    name: three')).toEqual([
      '2:5 missing-key Task number 1 has no `id`: add it.',
      '3:5 missing-key Task T2 has no `name`: add it.',
      '4:5 missing-key Task number 3 has no `id`: add it.',
    ]);
  });

  it('that stands twice is refused', () => {
    expect(taskProblems('run: a', 'run: b')).toEqual([
      '5:5 duplicate-key This key stands twice in the same mapping: keep one of them.',
    ]);
  });

  it('may not say what another one says', () => {
    expect(problemsOf('goal: a\ndescription: b\ntasks: [{id: T1, name: one}]')).toEqual([
      '2:1 conflicting-keys The plan has both `goal` and `description`, which mean the same: keep one of them.',
    ]);
  });
});

describe('the tasks of a plan', () => {
  const noTasks = 'empty-plan The plan has no tasks: list at least one under `tasks`.';

  it.each([
    ['', `-:- ${noTasks}`],
    ['# nothing yet', `-:- ${noTasks}`],
    ['name: A', `1:1 ${noTasks}`],
    ['name: A\ntasks: []', `2:8 ${noTasks}`],
    ['name: A\ntasks:', `2:7 ${noTasks}`],
  ])('are missed in %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('have ids of their own', () => {
    expect(problemsOf('tasks:\n  - {id: T1, name: one}\n  - {id: T1, name: two}')).toEqual([
      '3:10 duplicate-id Task T1 stands twice, as number 1 and 2 of the list: give one another id.',
    ]);
  });

  it('depend on tasks that exist', () => {
    expect(taskProblems('dependencies: [T2]')).toEqual([
      '4:20 unknown-dependency Task T1 depends on T2, which is no task of this plan: correct it or add that task.',
    ]);
    expect(
      problemsOf('tasks:\n- {id: setup, name: a}\n- {id: b, name: b, dependencies: [setpu]}'),
    ).toEqual([
      '3:35 unknown-dependency Task b depends on setpu, which is no task of this plan: did you mean setup?',
    ]);
  });

  it('do not wait for each other in a circle, and every separate circle is named', () => {
    const task = (id: string, dependency: string): string =>
      `  - {id: ${id}, name: x, dependencies: [${dependency}]}`;
    const tasks = [task('T1', 'T2'), task('T2', 'T1'), task('T3', 'T3'), task('T4', 'T1')];
    expect(problemsOf(['tasks:', ...tasks].join('\n'))).toEqual([
      '2:37 dependency-cycle The tasks wait for each other in a circle, T1 → T2 → T1: remove one of these dependencies.',
      '4:37 dependency-cycle The tasks wait for each other in a circle, T3 → T3: remove one of these dependencies.',
    ]);
  });
});

describe('several problems', () => {
  it('are reported together in the order of the text, whatever kinds they are', () => {
    const text = `nam: x
tasks:
  - id: T1
    estimated_time: 90
    dependencies: [T2, T9]
  - id: T2
    name: two
    dependencies: [T1]
    run: a
    run: b
  - id: T2
    name: [again]
`;
    expect(problemsOf(text).map((problem) => problem.split(' ').slice(0, 2).join(' '))).toEqual([
      '1:1 unknown-key',
      '3:5 missing-key',
      '4:21 bad-duration',
      '5:19 dependency-cycle',
      '5:24 unknown-dependency',
      '10:5 duplicate-key',
      '11:9 duplicate-id',
      '12:11 wrong-type',
    ]);
  });

  it('have a place even when an alias brought them in', () => {
    const text = 'tasks:\n  - &first {id: T1, name: 5}\n  - *first';
    expect(problemsOf(text).map((problem) => problem.split(' ').slice(0, 2).join(' '))).toEqual([
      '2:27 wrong-type',
      '3:5 wrong-type',
      '3:5 duplicate-id',
    ]);
  });
});
