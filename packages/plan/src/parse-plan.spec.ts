import { describe, expect, it } from 'vitest';
import { tenTasksYaml } from './testing/ten-tasks.ts';
import { parsePlan } from './parse-plan.ts';
import type { Plan, PlanTask } from './plan.ts';

const planOf = (text: string, fileName = 'plans/auth.yaml'): Plan => {
  const reading = parsePlan(text, { fileName });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, undefined, 2));
  return reading.plan;
};

const firstTaskOf = (text: string): PlanTask | undefined => planOf(text).tasks[0];

/** A task as it is when only its id and name are written. */
const bareTask: PlanTask = {
  planTaskId: 'T1',
  name: 'one',
  description: '',
  estimateMs: 0,
  dependencies: [],
  skills: [],
  priority: 'medium',
  paths: [],
  checks: 'found',
  acceptance: [],
  onFailure: 'escalate',
};

describe('parsePlan', () => {
  it('reads the ten tasks of the worked example, which have no key but tasks', () => {
    const plan = planOf(tenTasksYaml);
    expect(plan.tasks.map((task) => task.planTaskId).join(' ')).toBe(
      'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10',
    );
    expect(plan.tasks[0]).toEqual({
      ...bareTask,
      name: 'Database Schema Design',
      description: 'Design user and authentication tables',
      estimateMs: 7_200_000,
      agent: 'database-architect',
      priority: 'critical',
      parallelGroup: 'foundation',
    });
  });

  it('reads every key', () => {
    const plan = planOf(`
name: Rate limits
goal: No client can starve another
prepare: npm ci
checks: found
on_failure: fail
tasks:
  - id: T1
    name: Count requests
    description: In a sliding window
    estimated_time: 1h30m
    dependencies: [T2]
    agent: coder
    skills: [typescript, redis]
    priority: high
    parallel_group: core
    paths: [src/limits/, "test/**/*.test.ts"]
    run: node build.mjs
    checks: [test, {name: smoke, run: node smoke.mjs}]
    acceptance: [the 101st request is refused]
    timeout: 20m
    category: feature
    on_failure: escalate
  - {id: T2, name: Design}
`);
    expect({ ...plan, tasks: plan.tasks.length }).toEqual({
      name: 'Rate limits',
      goal: 'No client can starve another',
      prepare: 'npm ci',
      tasks: 2,
    });
    expect(plan.tasks[0]).toEqual({
      planTaskId: 'T1',
      name: 'Count requests',
      description: 'In a sliding window',
      estimateMs: 5_400_000,
      dependencies: ['T2'],
      agent: 'coder',
      skills: ['typescript', 'redis'],
      priority: 'high',
      parallelGroup: 'core',
      paths: ['src/limits/', 'test/**/*.test.ts'],
      run: 'node build.mjs',
      checks: ['test', { name: 'smoke', run: 'node smoke.mjs' }],
      acceptance: ['the 101st request is refused'],
      timeoutMs: 1_200_000,
      category: 'feature',
      onFailure: 'escalate',
    } satisfies PlanTask);
  });

  it('gives a task what the plan says for all, unless it says it itself', () => {
    const plan = planOf(`
checks: none
on_failure: fail
tasks:
  - {id: T1, name: one}
  - {id: T2, name: two, checks: found, on_failure: escalate}
`);
    expect(plan.tasks.map(({ checks, onFailure }) => ({ checks, onFailure }))).toEqual([
      { checks: 'none', onFailure: 'fail' },
      { checks: 'found', onFailure: 'escalate' },
    ]);
  });

  it.each([
    ['none', 'none'],
    ['found', 'found'],
    ['[test, lint]', ['test', 'lint']],
    [
      '{unit: npm test, smoke: ./smoke.sh}',
      [
        { name: 'unit', run: 'npm test' },
        { name: 'smoke', run: './smoke.sh' },
      ],
    ],
    ['', 'found'],
  ])('reads `checks: %s`', (written, expected) => {
    expect(firstTaskOf(`tasks: [{id: T1, name: one}]\nchecks: ${written}`)?.checks).toEqual(
      expected,
    );
  });

  it.each([
    ['plans/auth.yaml', 'auth'],
    ['auth.yml', 'auth'],
    ['/tmp/v2.auth.json', 'v2.auth'],
    ['auth', 'auth'],
    ['.yaml', 'plan'],
  ])('names a plan without a name after its file: %s', (fileName, name) => {
    expect(planOf('tasks: [{id: T1, name: one}]', fileName)).toMatchObject({ name, goal: name });
  });

  it('takes a description for the goal, and the name where there is neither', () => {
    expect(planOf('{name: A, description: B, tasks: [{id: T1, name: one}]}').goal).toBe('B');
    expect(planOf('{name: A, tasks: [{id: T1, name: one}]}').goal).toBe('A');
  });

  it('takes a key that is left empty for one that is not written', () => {
    const empty = 'paths:\n    agent:\n    dependencies:\n    timeout:\n    checks:';
    expect(firstTaskOf(`goal:\ntasks:\n  - id: T1\n    name: one\n    ${empty}`)).toEqual(bareTask);
    expect(firstTaskOf('tasks: [{id: T1, name: one, paths: []}]')).toEqual(bareTask);
  });

  it('names each dependency once', () => {
    const plan = planOf(
      'tasks: [{id: T1, name: one}, {id: T2, name: two, dependencies: [T1, T1]}]',
    );
    expect(plan.tasks[1]?.dependencies).toEqual(['T1']);
  });

  it('understands anchors and merge keys', () => {
    const plan = planOf(`
tasks:
  - &first {id: T1, name: one, agent: coder}
  - <<: *first
    id: T2
`);
    expect(plan.tasks[1]).toEqual({ ...bareTask, planTaskId: 'T2', agent: 'coder' });
  });
});
