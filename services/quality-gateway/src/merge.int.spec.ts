import { attemptRef, mergeRef } from '@atms/contracts';
import { createGate, hashOf, openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createGatewayBench, type GatewayBench, line } from './testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);
const none = { checks: 'none' } as const;

/** Attempt 1 of a task that adds a file, executed. */
async function executed(bench: GatewayBench, taskId: string, files: Record<string, string>) {
  const work = await bench.work(files, { taskId });
  await bench.happened('task.executed', work);
  return work;
}

const head = ({ repository }: GatewayBench) => repository.git('rev-parse', line);

describe('validated work', () => {
  it("lands on the workflow's branch as one commit by its agent, whose trailers name it", async () => {
    const bench = await opened();
    await bench.task('T1', { ...none, name: 'Write b' });
    await bench.startGateway();
    const work = await executed(bench, 'T1', { 'b.txt': 'b\n' });
    const [merged] = await bench.until('merge.applied');
    expect(merged).toMatchObject({ taskId: 'T1', attempt: 1, base: work.base, tree: work.tree });
    expect(await head(bench)).toBe(merged?.commit);
    const { git } = bench.repository;
    expect(await git('show', '-s', '--format=%P|%an|%cn|%s', line)).toBe(
      `${work.base}|local.shell|ATMS|T1: Write b`,
    );
    expect(await git('show', '-s', '--format=%(trailers)', line)).toBe(
      `Atms-Task: T1\nAtms-Attempt: 1\nAtms-Tree: ${work.tree}\n`,
    );
    expect(await git('rev-parse', mergeRef('T1', 1))).toBe(merged?.commit);
  });

  it('is announced, accepted as this very tree, and only then moved', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    const seen: unknown[] = [];
    bench.accept = async (payload) => {
      const branch = await bench.repository.git('for-each-ref', line);
      seen.push(payload, branch, bench.told('merge.started').length);
      return { kind: 'accepted', position: 0 };
    };
    await bench.startGateway();
    const { tree } = await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.applied');
    expect(seen).toEqual([{ taskId: 'T1', attempt: 1, tree }, '', 1]);
  });

  it("leaves the user's checkout, index and branch alone", async () => {
    const bench = await opened();
    await bench.repository.write('users.txt', 'mine\n');
    await bench.task('T1', none);
    await bench.startGateway();
    const { base } = await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.applied');
    expect(await bench.repository.git('status', '--porcelain')).toBe('?? users.txt');
    expect(await bench.repository.git('rev-parse', 'main')).toBe(base);
  });

  it('is built on the head, and validated again when that gives another tree', async () => {
    const bench = await opened();
    const checks = [{ name: 'one-at-least', run: 'test -f b.txt || test -f c.txt' }];
    await bench.task('T1', { checks });
    await bench.task('T2', { checks });
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': 'b\n' });
    await bench.until('merge.applied', 1);
    await executed(bench, 'T2', { 'c.txt': 'c\n' });
    const [first, second] = await bench.until('merge.applied', 2);
    expect(second?.base).toBe(first?.commit);
    const results = bench.told('validation.result');
    expect(results.map(({ taskId, of }) => [taskId, of])).toEqual([
      ['T1', 'attempt'],
      ['T2', 'attempt'],
      ['T2', 'candidate'],
    ]);
    expect(results.at(-1)?.tree).toBe(second?.tree);
    expect(await bench.repository.files(line)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('goes on from what landed before, also when somebody has deleted the branch', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    await bench.task('T2', none);
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': 'b\n' });
    await bench.until('merge.applied', 1);
    await bench.repository.git('update-ref', '-d', line);
    await executed(bench, 'T2', { 'c.txt': 'c\n' });
    const [first, second] = await bench.until('merge.applied', 2);
    expect(second?.base).toBe(first?.commit);
    expect(await bench.repository.files(line)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('is not merged when it did not pass', async () => {
    const bench = await opened();
    await bench.task('T1', { checks: [{ name: 'fails', run: 'exit 1' }] });
    await bench.task('T2', none);
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    await executed(bench, 'T2', { 'c.txt': '' });
    await bench.until('merge.applied');
    expect(await bench.repository.files(line)).toEqual(['a.txt', 'c.txt']);
  });
});

describe('work that does not fit the line any more', () => {
  it('is a conflict of text that names the files, and moves nothing', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    await bench.task('T2', none);
    await bench.startGateway();
    await executed(bench, 'T1', { 'a.txt': 'ours\n' });
    await bench.until('merge.applied');
    const before = await head(bench);
    await executed(bench, 'T2', { 'a.txt': 'theirs\n' });
    expect(await bench.until('merge.conflicted')).toMatchObject([
      { taskId: 'T2', reason: 'text', paths: ['a.txt'] },
    ]);
    expect(await head(bench)).toBe(before);
    expect(bench.told('merge.started').map((one) => one.taskId)).toEqual(['T1']);
  });

  it('is a conflict of gates when its checks fail together with what landed before', async () => {
    const bench = await opened();
    const checks = [{ name: 'not-both', run: '! { test -f b.txt && test -f c.txt; }' }];
    await bench.task('T1', { checks });
    await bench.task('T2', { checks });
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.applied');
    await executed(bench, 'T2', { 'c.txt': '' });
    const [conflict] = await bench.until('merge.conflicted');
    expect(conflict).toMatchObject({ reason: 'gates', findings: [{ gate: 'not-both' }] });
    expect(await bench.repository.files(line)).toEqual(['a.txt', 'b.txt']);
  });

  it('is no conflict when its checks cannot be run there: a person has to look', async () => {
    const bench = await opened();
    const alone = { name: 'alone', run: 'test ! -f b.txt || exit 127' };
    await bench.task('T1', none);
    await bench.task('T2', { checks: [alone] });
    await bench.task('T3', none);
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.applied');
    await executed(bench, 'T2', { 'c.txt': '' });
    const results = await bench.until('validation.result', 3);
    expect(results[2]).toMatchObject({ taskId: 'T2', of: 'candidate', verdict: 'error' });
    // The line's next turn comes after everything that T2's had to say.
    await executed(bench, 'T3', { 'd.txt': '' });
    await bench.until('merge.applied', 2);
    expect(bench.told('merge.conflicted')).toEqual([]);
    expect(bench.told('merge.started').map((one) => one.taskId)).toEqual(['T1', 'T3']);
  });

  it('names as many files as an event holds', async () => {
    const bench = await opened();
    const files = (text: string) =>
      Object.fromEntries(
        Array.from({ length: 300 }, (_, number) => [`${'long/'.repeat(80)}${number}`, text]),
      );
    await bench.task('T1', none);
    await bench.task('T2', none);
    await bench.startGateway();
    await executed(bench, 'T1', files('ours\n'));
    await bench.until('merge.applied');
    await executed(bench, 'T2', files('theirs\n'));
    const [conflict] = await bench.until('merge.conflicted');
    expect(conflict?.paths.length).toBeGreaterThan(20);
  });
});

describe('a merge that has started', () => {
  it('is a conflict when the task-manager refuses the attempt, and moves nothing', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    bench.accept = async () => ({
      kind: 'rejected',
      code: 'attempt-not-current',
      message: 'Attempt 1 is void',
    });
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    expect(await bench.until('merge.conflicted')).toMatchObject([
      { reason: 'refused', message: 'Attempt 1 is void' },
    ]);
    expect(await bench.repository.git('for-each-ref', line)).toBe('');
  });

  it('is a conflict when the user moves the branch first, and the commit of the user stays', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    const users = await bench.commit({ 'users.txt': 'mine\n' });
    bench.accept = async () => {
      await bench.repository.git('update-ref', line, users);
      return { kind: 'accepted', position: 0 };
    };
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    expect(await bench.until('merge.conflicted')).toMatchObject([{ reason: 'moved' }]);
    expect(await head(bench)).toBe(users);
    expect(bench.told('merge.applied')).toEqual([]);
  });

  it('keeps its commit, whatever becomes of it', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    bench.accept = async () => ({ kind: 'rejected', code: 'no', message: 'no' });
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.conflicted');
    const { commit } = bench.told('merge.started')[0] ?? {};
    expect(await bench.repository.git('rev-parse', mergeRef('T1', 1))).toBe(commit);
    expect(await bench.repository.git('for-each-ref', attemptRef('T1', 1))).toBe('');
  });
});

describe('two gateways on one line', () => {
  it('merge each attempt once, one after the other', async () => {
    const bench = await opened();
    const names = ['b', 'c', 'd', 'e', 'f'];
    for (const name of names) await bench.task(name, none);
    await bench.startGateway();
    await bench.startGateway();
    const works = [];
    for (const name of names) {
      works.push(await bench.work({ [`${name}.txt`]: name }, { taskId: name }));
    }
    await Promise.all(works.map((work) => bench.happened('task.executed', work)));
    await bench.until('merge.applied', names.length);
    expect(
      bench
        .told('merge.applied')
        .map((one) => one.taskId)
        .toSorted(),
    ).toEqual(names);
    expect(bench.told('merge.conflicted')).toEqual([]);
    const log = await bench.repository.git(
      'log',
      '--format=%(trailers:key=Atms-Task,valueonly,separator=)',
      `main..${line}`,
    );
    expect(log.split('\n').toSorted()).toEqual(names);
  });

  it('finish what the other one has opened before they take their turn', async () => {
    const bench = await opened();
    const names = ['T1', 'T2', 'T3'];
    for (const name of names) await bench.task(name, none);
    const first = createGate();
    // The first gateway gets no further than its announcement, and what else it is handed waits behind that.
    await bench.startGateway((one) => ({
      ...one,
      compareAndSwap: async (swap) => {
        if (swap.ref === line) await first.opened;
        return one.compareAndSwap(swap);
      },
    }));
    await bench.startGateway();
    await executed(bench, 'T1', { 'b.txt': '' });
    await bench.until('merge.started');
    await executed(bench, 'T2', { 'c.txt': '' });
    await executed(bench, 'T3', { 'd.txt': '' });
    const [one] = await bench.until('merge.applied', 2);
    expect(one?.taskId).toBe('T1');
    first.open();
    const applied = await bench.until('merge.applied', 3);
    expect(new Set(applied.map(({ taskId }) => taskId))).toEqual(new Set(names));
    expect(bench.told('merge.conflicted')).toEqual([]);
  });
});

describe('an attempt that is over', () => {
  it('does not take the line', async () => {
    const bench = await opened();
    await bench.task('T1', none);
    await bench.task('T2', none);
    const work = await bench.work({ 'b.txt': '' });
    await bench.happened('task.cancelled', {
      workflowId: 'W',
      taskId: 'T1',
      attempt: 1,
      by: 'pat',
      reason: 'enough',
    });
    await bench.happened('task.executed', work);
    await bench.happened('validation.result', {
      workflowId: 'W',
      taskId: 'T1',
      attempt: 1,
      of: 'attempt',
      commit: work.commit,
      tree: hashOf('d'),
      verdict: 'passed',
      toMerge: true,
      gates: [],
    });
    await bench.startGateway();
    await executed(bench, 'T2', { 'c.txt': '' });
    expect(await bench.until('merge.applied')).toMatchObject([{ taskId: 'T2' }]);
    expect(bench.told('merge.started').map((one) => one.taskId)).toEqual(['T2']);
  });
});
