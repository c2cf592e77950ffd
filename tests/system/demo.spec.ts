/** The demo as a user sees it: all ten tasks' work merged, every incident on the way, and a log that tells it. */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findByCookie } from '@atms/platform/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git, readLog } from '../faults/killed-runs.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

const run = promisify(execFile);
const atms = fileURLToPath(new URL('../../bin/atms.mjs', import.meta.url));

interface Shown {
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws Error unless it ends with 0 */
const demo = (): Promise<Shown> => run(process.execPath, [atms, 'demo'], { maxBuffer: 2 ** 26 });

const repositoryIn = ({ stderr }: Shown): string =>
  /works in a repository of its own: (\S+)/.exec(stderr)?.[1] ?? '';

describe('npm start', () => {
  let output: Shown;
  let beside: Shown;
  let repository: string;
  let events: readonly LoggedEvent[];
  const taskIds = new Map<string, string>();
  const of = (planTaskId: string) =>
    events.filter(
      (event) => 'taskId' in event.data && event.data.taskId === taskIds.get(planTaskId),
    );
  const typesOf = (planTaskId: string) => of(planTaskId).map((event) => event.type);

  beforeAll(async () => {
    [output, beside] = await Promise.all([demo(), demo()]);
    repository = repositoryIn(output);
    events = await readLog({ repository });
    for (const event of events) {
      if (event.type === 'task.created') taskIds.set(event.data.planTaskId, event.data.taskId);
    }
  });
  afterAll(async () => {
    for (const made of [output, beside].map(repositoryIn)) {
      if (made !== '') await rm(dirname(made), { recursive: true, force: true });
    }
  });

  it('completes all ten tasks, each merged once', () => {
    const completed = events.filter((event) => event.type === 'task.completed');
    expect(completed).toHaveLength(10);
    expect(events.filter((event) => event.type === 'merge.applied')).toHaveLength(10);
    expect(
      events.at(-1)?.type === 'queue.removed' || events.at(-1)?.type === 'workflow.completed',
    ).toBe(true);
  });

  it('tells the way of every task, with no event that stands outside of it', () => {
    expect(findBreaches(events)).toEqual([]);
  });

  it('has an agent killed in mid-task, whose task goes on from the partial work', () => {
    const executed = of('T4').find((event) => event.type === 'task.executed');
    expect(executed?.data).toMatchObject({
      attempt: 1,
      outcome: 'failed',
      summary: 'ended by SIGKILL',
    });
    const again = of('T4').find(
      (event) => event.type === 'task.started' && event.data.attempt === 2,
    );
    expect(again?.data).toMatchObject({
      start: executed?.type === 'task.executed' ? executed.data.commit : '',
    });
  });

  it('refuses a false "done" with the finding, and takes the second attempt', () => {
    const results = of('T5').filter((event) => event.type === 'validation.result');
    expect(results[0]?.data).toMatchObject({ attempt: 1, verdict: 'failed' });
    expect(JSON.stringify(results[0]?.data)).toContain('a link works once');
    const completed = of('T5').find((event) => event.type === 'task.completed');
    expect(completed?.data).toMatchObject({ attempt: 2 });
  });

  it('refuses work outside the declared paths', () => {
    const retried = of('T6').find((event) => event.type === 'task.retried');
    expect(retried?.data).toMatchObject({ cause: 'outside-paths', start: 'line-head' });
    expect(JSON.stringify(retried?.data)).toContain('src/config.ts');
  });

  it('lets the lock make T4 wait for T3', () => {
    const order = events.filter(
      (event) => event.type === 'lock.acquired' || event.type === 'queue.removed',
    );
    const released = order.findIndex(
      (event) => event.type === 'queue.removed' && event.data.taskId === taskIds.get('T3'),
    );
    const acquired = order.findIndex(
      (event) => event.type === 'lock.acquired' && event.data.taskId === taskIds.get('T4'),
    );
    expect(released).toBeGreaterThan(-1);
    expect(acquired).toBeGreaterThan(released);
    expect(typesOf('T4').indexOf('task.queued')).toBeLessThan(
      typesOf('T4').indexOf('lock.acquired'),
    );
  });

  it('asks for an approval that the policy grants, and says so', () => {
    const granted = of('T3').find((event) => event.type === 'approval.granted');
    expect(granted?.data).toMatchObject({ by: 'policy', policy: 'approvals.auto: network' });
    expect(output.stdout).toContain('granted by policy');
  });

  it('has a real merge conflict between two tasks without paths, and one is redone on the new base', () => {
    const conflicts = events.filter((event) => event.type === 'merge.conflicted');
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]?.data).toMatchObject({ reason: 'text', paths: ['CHANGELOG.md'] });
    expect([taskIds.get('T9'), taskIds.get('T10')]).toContain(conflicts[0]?.data.taskId);
  });

  it('works beside a second one, each in a repository of its own', async () => {
    expect(repositoryIn(beside)).not.toBe(repository);
    expect(beside.stdout).toContain('10 of 10 tasks completed');
    for (const made of [output, beside].map(repositoryIn)) {
      const id = (await readFile(join(made, '.atms', 'id'), 'utf8')).trim();
      expect(await findByCookie(id)).toEqual([]);
    }
    expect(findBreaches(await readLog({ repository: repositoryIn(beside) }))).toEqual([]);
  });

  it('leaves a repository whose branch passes its own tests', async () => {
    await git(repository, 'checkout', '--quiet', 'atms/auth-service');
    await run('npm', ['ci'], { cwd: repository });
    const tests = await run('npm', ['test'], { cwd: repository });
    expect(tests.stdout).toMatch(/fail 0/);
  });
});
