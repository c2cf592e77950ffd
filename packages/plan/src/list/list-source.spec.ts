import { describe, expect, it } from 'vitest';
import { parsePlan } from '../parse-plan.ts';
import type { PlanReading } from '../parse-plan.ts';
import type { Plan, PlanTask } from '../plan.ts';
import { tenTasksYaml } from '../testing/ten-tasks.ts';

type Accepted = Extract<PlanReading, { ok: true }>;

const read = (text: string, fileName?: string): Accepted => {
  const reading = parsePlan(text, fileName === undefined ? {} : { fileName });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, undefined, 2));
  return reading;
};

const planOf = (text: string): Plan => read(text).plan;

/** Each task as `id name <- dependencies`. */
const outlineOf = (text: string): readonly string[] =>
  planOf(text).tasks.map(({ planTaskId, name, dependencies }) =>
    [planTaskId, name, ...(dependencies.length > 0 ? [`<- ${dependencies.join(' ')}`] : [])].join(
      ' ',
    ),
  );

const onlyTask = (...below: readonly string[]): PlanTask => {
  const [task] = planOf(['1. Do it', ...below.map((line) => `   ${line}`)].join('\n')).tasks;
  if (task === undefined) throw new Error('There is no task');
  return task;
};

describe('a numbered list', () => {
  it('is done one after the other where nothing names what it depends on, and says so', () => {
    const text = 'Ship it:\n\n1. Design the tables\n2) Write the routes\n3. Write the tests';
    expect(outlineOf(text)).toEqual([
      'T1 Design the tables',
      'T2 Write the routes <- T1',
      'T3 Write the tests <- T2',
    ]);
    expect(read(text)).toMatchObject({
      format: 'list',
      notes: [expect.stringContaining('they are done one after the other')],
      plan: { name: 'Ship it', goal: 'Ship it:' },
    });
  });

  it('means no order as soon as one item names what it depends on', () => {
    const text = '1. Design\n2. Routes\n   depends on: none\n3. Tests\n   - after 1 and 2';
    expect(outlineOf(text)).toEqual(['T1 Design', 'T2 Routes', 'T3 Tests <- T1 T2']);
    expect(read(text).notes).toEqual([expect.stringContaining('not from their numbers')]);
  });

  it('may be typed in one line', () => {
    expect(outlineOf('1. Design the schema 2. Build version 3. of it 3. Test')).toEqual([
      'T1 Design the schema',
      'T2 Build version <- T1',
      'T3 of it 3. Test <- T2',
    ]);
  });

  it('is counted where all numbers are the same, as Markdown allows', () => {
    expect(outlineOf('1. a\n1. b\n1. c')).toEqual(['T1 a', 'T2 b <- T1', 'T3 c <- T2']);
  });

  it('may begin anew below each heading: a number means the item of its own list first', () => {
    const text = `# Shop
## Backend
1. Tables
2. Routes (after 1)
## Frontend
1. Pages
2. Styles (after 1)
`;
    expect(outlineOf(text)).toEqual([
      'T1 Tables',
      'T2 Routes <- T1',
      'T3 Pages',
      'T4 Styles <- T3',
    ]);
    expect(planOf(text).tasks.map(({ category }) => category)).toEqual([
      'Backend',
      'Backend',
      'Frontend',
      'Frontend',
    ]);
  });

  it.each([
    [
      'a profile system',
      'Build profiles end to end:\n1. Tables for people\n2. Routes to read and change them\n3. Tokens on every route\n4. Pages to edit\n5. Tests of units and of the whole\n6. A description of the API\n7. A pipeline that runs it all',
    ],
    [
      'an operations setup',
      'Prepare our service for operation:\n\n1. An image\n2. Manifests for the cluster\n3. A pipeline\n4. Metrics and boards\n5. Logs in one place\n6. More instances under load\n7. Scans for known faults',
    ],
    [
      'a clean-up',
      '  Make the code better:\r\n  1. Look for weak places\r\n  2. Divide the large modules\r\n  3. Handle errors in one way\r\n  4. Tighten the types\r\n  5. Cover 90% with tests\r\n  6. Refuse what is below\r\n  7. Report it\r\n',
    ],
  ])('of seven steps is accepted: %s', (_, text) => {
    const { tasks } = planOf(text);
    expect(tasks).toHaveLength(7);
    expect(tasks.map(({ dependencies }) => dependencies.join())).toEqual([
      '',
      ...tasks.slice(0, 6).map(({ planTaskId }) => planTaskId),
    ]);
  });
});

describe('bullets and check boxes', () => {
  it('may be done at the same time unless they name what they depend on', () => {
    expect(outlineOf('- a\n- b\n* c')).toEqual(['T1 a', 'T2 b', 'T3 c']);
    expect(read('- a\n- b').notes).toEqual([expect.stringContaining('at the same time')]);
    expect(outlineOf('- a\n- b\n  depends on: a')).toEqual(['T1 a', 'T2 b <- T1']);
    expect(read('- a\n- b\n  depends on: a').notes).toEqual([]);
  });

  it('that are checked are left out, and nothing waits for them', () => {
    const text = '- [x] a\n- [ ] b\n  after: 1\n- [X] c\n- [ ] d\n  after: T1, T2';
    expect(outlineOf(text)).toEqual(['T2 b', 'T4 d <- T2']);
    expect(read(text).notes).toEqual(['Checked off and left out, nothing waits for them: T1, T3.']);
    expect(outlineOf('1. [x] a\n2. [ ] b\n3. c')).toEqual(['T2 b', 'T3 c <- T2']);
  });
});

describe('an item', () => {
  it('is described by what is nested below it, code included, as it is written', () => {
    const { description } = onlyTask(
      'First this.',
      '- a',
      '  1. b',
      '',
      '```sh',
      '- no task',
      '```',
    );
    expect(description).toBe('First this.\n- a\n  1. b\n\n```sh\n- no task\n```');
    expect(planOf('- a\n\t- below\nand on').tasks).toMatchObject([
      { description: '- below\nand on' },
    ]);
    expect(outlineOf('1. a\n- below a\n- too\n2. b')).toEqual(['T1 a', 'T2 b <- T1']);
  });

  it('reads the keys of YAML, however they are written', () => {
    const task = onlyTask(
      '- **Estimate:** 1h30m',
      '* run `npm test`',
      '- Agent: coder',
      'skills: typescript, redis',
      '- priority: High',
      '- paths: `src/{a,b}/**`, test/',
      '- timeout: 20 minutes',
      '- Acceptance criteria:',
      '  - it works, always',
      '  - it is fast',
      '- on failure: fail',
      '- deadline: 2026-12-01T18:00:00+01:00',
      'parallel group: core',
    );
    expect(task).toMatchObject({
      description: '',
      estimateMs: 5_400_000,
      run: 'npm test',
      agent: 'coder',
      skills: ['typescript', 'redis'],
      priority: 'high',
      paths: ['src/{a,b}/**', 'test/'],
      timeoutMs: 1_200_000,
      acceptance: ['it works, always', 'it is fast'],
      onFailure: 'fail',
      deadline: { at: '2026-12-01T17:00:00.000Z' },
      parallelGroup: 'core',
    });
  });

  it('takes a comma within braces for a part of the pattern', () => {
    expect(onlyTask('paths: {a,b}/c, d/').paths).toEqual(['{a,b}/c', 'd/']);
  });

  it.each([
    ['checks: none', 'none'],
    ['checks: test, lint', ['test', 'lint']],
    ['checks: `pytest -q`', [{ name: 'pytest -q', run: 'pytest -q' }]],
    [
      'checks: [test, {name: a, run: b, report: c.xml}]',
      ['test', { name: 'a', run: 'b', report: 'c.xml' }],
    ],
    [
      'checks:\n     - smoke: `./smoke.sh`\n     - coverage: 80%',
      [{ name: 'smoke', run: './smoke.sh' }, { coverage: 80 }],
    ],
    [
      'checks:\n     - audit: high\n     - licences: MIT, ISC',
      [{ audit: 'high' }, { licences: ['MIT', 'ISC'] }],
    ],
  ])('reads %j', (line, checks) => {
    expect(onlyTask(line).checks).toEqual(checks);
  });

  it('takes a command of several lines from a code block', () => {
    expect(onlyTask('- run:', '  ```sh', '  a', '    b', '  ```').run).toBe('a\n  b');
    expect(onlyTask('run: |', '  a', '', '  b').run).toBe('a\n\nb');
  });

  it.each([
    ['Routes (2h)', { name: 'Routes', estimateMs: 7_200_000 }],
    ['Routes (2 hours, depends on none)', { name: 'Routes', estimateMs: 7_200_000 }],
    ['Routes (agent: coder)', { name: 'Routes', agent: 'coder' }],
    ['Routes (REST, 2h)', { name: 'Routes (REST, 2h)', estimateMs: 0 }],
    ['**Routes**: for all tables', { name: 'Routes', description: 'for all tables' }],
    ['Use **two** tables:', { name: 'Use two tables', description: '' }],
    ['http://example.invalid: look', { name: 'http://example.invalid: look' }],
  ])('is called what its first line says: %j', (line, expected) => {
    expect(planOf(`- ${line}`).tasks[0]).toMatchObject(expected);
  });

  it('has the id that it names, or that all names begin with', () => {
    expect(outlineOf('- id: db\n  name: Tables\n- Routes\n  - id: api\n  - after: db')).toEqual([
      'db Tables',
      'api Routes <- db',
    ]);
    expect(outlineOf('1. T7: Tables\n2. [T9] Routes, depends on T7')).toEqual([
      'T7 Tables',
      'T9 Routes <- T7',
    ]);
    expect(outlineOf('- S3: a bucket\n- Routes')).toEqual(['T1 S3: a bucket', 'T2 Routes']);
  });

  it('may depend on a number, an id, a name or a range', () => {
    const text =
      '1. a\n2. b\n3. c\n4. Say it\n5. e\n   after: #1, step 2; t3 and Say it\n6. f (after 1-3)';
    expect(outlineOf(text).slice(4)).toEqual(['T5 e <- T1 T2 T3 T4', 'T6 f <- T1 T2 T3']);
  });
});

describe('the text around a list', () => {
  it('gives the name, the goal and what holds for all tasks', () => {
    const text = `\uFEFF# Rate limits\n\nNo client may starve another.\nprepare: npm ci\nchecks: none\n<!-- 1. hidden -->\n\n## Tasks\n\n1. Count\n\n---\nThe end.\n`;
    expect(read(text, 'x.md')).toMatchObject({
      plan: {
        name: 'Rate limits',
        goal: 'No client may starve another.',
        prepare: 'npm ci',
        tasks: [{ name: 'Count', checks: 'none' }],
      },
      notes: ['Belongs to no task and is left out: line 13.'],
    });
  });

  it('may hold other lists when the tasks stand below a heading that says so', () => {
    const text = '# Shop\n- must be fast\n\n## Steps\n1. a\n2. b\n\n## Later\n- c\n';
    expect(outlineOf(text)).toEqual(['T1 a', 'T2 b <- T1']);
    expect(planOf(text).goal).toBe('- must be fast');
    expect(read(text).notes).toContain('Belongs to no task and is left out: line 9.');
  });

  it('is named like its file where it has no heading', () => {
    expect(read('- a', 'plans/shop.md').plan.name).toBe('shop');
    expect(read('- a').plan.name).toBe('a');
    expect(read('## Tasks\n- a', 'plans/shop.md').plan.name).toBe('shop');
  });
});

describe('the worked example', () => {
  it('is the same plan as a list as in YAML', () => {
    const yaml = planOf(tenTasksYaml);
    const lines = yaml.tasks.flatMap((task, index) => [
      `${index + 1}. ${task.name} (${task.estimateMs / 3_600_000}h)`,
      ...(task.description === '' ? [] : [`   ${task.description}`]),
      `   - depends on: ${task.dependencies.map((id) => id.slice(1)).join(', ') || 'none'}`,
      `\t- agent: ${task.agent ?? ''}`,
      `   - priority: ${task.priority}`,
      `   - parallel group: ${task.parallelGroup ?? ''}`,
    ]);
    expect(planOf(lines.join('\n')).tasks).toEqual(yaml.tasks);
  });
});
