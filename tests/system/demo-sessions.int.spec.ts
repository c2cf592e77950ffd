import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  covers,
  parsePlan,
  pathSetsOverlap,
  type PlanTask,
} from '../../packages/plan/src/index.ts';
import { type DemoRepository, example, openDemoRepository } from './demo-repository.ts';

const done = { outcome: 'done', code: 0 };
const tasks = planTasks();

let repository: DemoRepository;
/** Each task's commit when it follows what it depends on; `T0` is the start. */
const commits = new Map<string, string>();

beforeAll(() => {
  repository = openDemoRepository();
  keep('T0');
});

afterAll(() => repository.close());

/** The commit of a task, or of the start of everything. */
function at(name: string): string {
  const commit = commits.get(name);
  if (commit === undefined) throw new Error(`${name} has no commit yet: an earlier test failed`);
  return commit;
}

function keep(name: string): void {
  commits.set(name, repository.git('rev-parse', 'HEAD'));
}

function go(to: string): void {
  repository.git('checkout', '--quiet', '--detach', to);
}

function planTasks(): readonly PlanTask[] {
  const reading = parsePlan(example('demo/plan.yaml'), { fileName: 'plan.yaml' });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.plan.tasks;
}

function pathsOf(task: string): readonly string[] {
  return tasks.find(({ planTaskId }) => planTaskId === task)?.paths ?? [];
}

const outside = (task: string, from: string, to: string) =>
  repository.changed(from, to).filter((path) => !covers(pathsOf(task), path));

async function expectGreen(): Promise<void> {
  for (const { passed, output } of await Promise.all(['test', 'typecheck'].map(repository.npm))) {
    expect(passed, output).toBe(true);
  }
}

describe("the demo's plan", () => {
  it('has ten tasks, each with a session and the checks of the repository', () => {
    expect(tasks.map(({ planTaskId }) => planTaskId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `T${index + 1}`),
    );
    for (const { planTaskId, checks, run } of tasks) {
      const session = parse(example(`demo/sessions/${planTaskId}.yaml`)) as { task: string };
      expect(session.task).toBe(planTaskId);
      expect({ checks, run }).toEqual({ checks: ['test', 'typecheck'], run: undefined });
    }
  });

  it('makes one pair of tasks that nothing else orders want the same files: T3 and T4', () => {
    const pairs = tasks.flatMap((one, index) =>
      tasks
        .slice(index + 1)
        .filter((other) => !isBefore(one.planTaskId, other.planTaskId))
        .filter((other) => pathSetsOverlap(one.paths, other.paths))
        .map((other) => [one.planTaskId, other.planTaskId]),
    );
    expect(pairs).toEqual([['T3', 'T4']]);
  });

  it('lets T9 and T10 alone declare no paths', () => {
    const free = tasks.filter(({ paths }) => paths.length === 0);
    expect(free.map(({ planTaskId }) => planTaskId)).toEqual(['T9', 'T10']);
  });
});

function isBefore(one: string, other: string): boolean {
  const dependencies = tasks.find(({ planTaskId }) => planTaskId === other)?.dependencies ?? [];
  return dependencies.some((each) => each === one || isBefore(one, each));
}

// In the order of the plan: each test goes on from the commits of those before.
describe("the demo's sessions", () => {
  it('T1 and T2 lay the foundation at the first attempt', async () => {
    for (const [task, base] of [
      ['T1', 'T0'],
      ['T2', 'T1'],
    ] as const) {
      expect(await repository.play(task, 1)).toMatchObject(done);
      keep(task);
      expect(outside(task, at(base), at(task))).toEqual([]);
    }
    await expectGreen();
  });

  it('T3 asks for an approval and goes on when it is granted', async () => {
    expect(await repository.play('T3', 1)).toMatchObject({ ...done, asked: ['network'] });
    keep('T3');
    expect(outside('T3', at('T2'), at('T3'))).toEqual([]);
    await expectGreen();
  });

  it('T4 is killed in mid-task and its second attempt adds what is missing to what was left', async () => {
    expect(await repository.play('T4', 1)).toMatchObject({ outcome: undefined, signal: 'SIGKILL' });
    const left = repository.git('rev-parse', 'HEAD');
    expect(repository.changed(at('T3'), left)).toHaveLength(2);
    expect(await repository.play('T4', 2)).toMatchObject(done);
    keep('T4');
    expect(repository.git('diff', '--diff-filter=MD', '--name-only', left, at('T4'))).toBe('');
    expect(outside('T4', at('T3'), at('T4'))).toEqual([]);
    await expectGreen();
  });

  it('T5 claims that all tests pass when one fails, and its second attempt repairs it', async () => {
    const first = await repository.play('T5', 1);
    expect(first).toMatchObject(done);
    expect(first.summary).toContain('All tests pass');
    const { passed, output } = await repository.npm('test');
    expect(passed).toBe(false);
    expect(output).toContain('✖ a link works once');
    expect(await repository.play('T5', 2)).toMatchObject(done);
    keep('T5');
    expect(outside('T5', at('T4'), at('T5'))).toEqual([]);
    await expectGreen();
  });

  it('T6 writes src/config.ts, which is not its own, and stays inside when it starts afresh', async () => {
    expect(await repository.play('T6', 1)).toMatchObject(done);
    expect(outside('T6', at('T5'), 'HEAD')).toEqual(['src/config.ts']);
    // Only the place of its edits is wrong with it, so nothing but the scope can refuse it.
    await expectGreen();
    go(at('T5'));
    expect(await repository.play('T6', 2)).toMatchObject(done);
    keep('T6');
    expect(outside('T6', at('T5'), at('T6'))).toEqual([]);
    await expectGreen();
  });

  it('T7 and T8 add their tests', async () => {
    for (const [task, base] of [
      ['T7', 'T6'],
      ['T8', 'T7'],
    ] as const) {
      expect(await repository.play(task, 1)).toMatchObject(done);
      keep(task);
      expect(outside(task, at(base), at(task))).toEqual([]);
    }
    await expectGreen();
  });

  it('T9 and T10 conflict with each other, in CHANGELOG.md alone', async () => {
    for (const task of ['T9', 'T10']) {
      go(at('T6'));
      expect(await repository.play(task, 1)).toMatchObject(done);
      keep(task);
    }
    expect(repository.conflicts(at('T9'), at('T10'))).toBe(true);
    const touched = new Set(repository.changed(at('T6'), at('T9')));
    const both = repository.changed(at('T6'), at('T10')).filter((path) => touched.has(path));
    expect(both).toEqual(['CHANGELOG.md']);
    for (const task of ['T9', 'T10']) {
      expect(repository.conflicts(at(task), at('T8')), `${task} and T8`).toBe(false);
    }
  });

  for (const [first, second] of [
    ['T9', 'T10'],
    ['T10', 'T9'],
  ] as const) {
    it(`${second} is done again after ${first}, and then all ten tasks are in and green`, async () => {
      go(at('T8'));
      repository.git('merge', '--quiet', '--no-edit', at(first));
      expect(await repository.play(second, 2)).toMatchObject(done);
      keep(`all with ${second} last`);
      await expectGreen();
      const changes = repository.git('show', 'HEAD:CHANGELOG.md');
      expect(changes.match(/^- (Security|Documentation)/gm)).toHaveLength(2);
    });
  }
});

// ATMS itself may be killed at any moment: attempts are then replayed on whatever the last one left.
describe("the last attempt of each of the demo's sessions", () => {
  it('comes to the same from the start as the attempts before it together', async () => {
    for (const [task, base] of [
      ['T4', 'T3'],
      ['T5', 'T4'],
    ] as const) {
      go(at(base));
      expect(await repository.play(task, 3)).toMatchObject(done);
      expect(repository.changed(at(task), 'HEAD')).toEqual([]);
    }
  });

  it('changes nothing when all is done already', async () => {
    const end = at('all with T10 last');
    go(end);
    for (const { planTaskId } of tasks) {
      expect(await repository.play(planTaskId, 9), planTaskId).toMatchObject(done);
    }
    expect(repository.changed(end, 'HEAD')).toEqual([]);
  });
});
