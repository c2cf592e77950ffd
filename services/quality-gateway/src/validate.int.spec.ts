import type { TaskSpec, Verdict } from '@atms/contracts';
import { openedPerTest, retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createGatewayBench, type GatewayBench } from './testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);
const passes = { name: 'passes', run: 'test -f b.txt' };
const fails = { name: 'fails', run: 'echo what is wrong; exit 1' };
const cannot = { name: 'cannot', run: 'there-is-no-such-program' };

/** The result for T1's first attempt, which adds `b.txt`. */
async function resultOf(bench: GatewayBench, spec: Partial<TaskSpec>, files = { 'b.txt': 'b\n' }) {
  await bench.task('T1', spec);
  await bench.startGateway();
  await bench.happened('task.executed', await bench.work(files));
  const [result] = await bench.until('validation.result');
  return result;
}

describe('an attempt that was executed', () => {
  const cases: readonly (readonly [string, Verdict, TaskSpec['checks']])[] = [
    ['is passed when its checks pass', 'passed', [passes]],
    ['is failed when one of its checks fails', 'failed', [passes, fails]],
    ['is an error when a check could not be run', 'error', [passes, cannot]],
    ['is an error when a check is named that the project does not have', 'error', ['lint']],
    ['is unproven when no checks are found', 'unproven', 'found'],
    ['is passed without checks where the plan wants none', 'passed', 'none'],
  ];
  for (const [title, verdict, checks] of cases) {
    it(`${title}`, async () => {
      const result = await resultOf(await opened(), { checks });
      expect(result).toMatchObject({ of: 'attempt', verdict, toMerge: true });
    });
  }

  it('is checked as it was committed, and never in the folder of the agent', async () => {
    const bench = await opened();
    const check = { name: 'only', run: 'pwd; ls; git rev-parse HEAD' };
    const result = await resultOf(bench, { checks: [check, fails] });
    const failed = result?.gates.find((gate) => gate.gate === 'fails');
    expect(failed?.findings[0]?.message).toContain('what is wrong');
    expect(failed?.output?.bytes).toBe('what is wrong\n'.length);
    expect(bench.ran).toEqual([check.run, fails.run]);
  });

  it('finds the checks of the commit itself', async () => {
    const scripts = { test: 'test -f b.txt', lint: 'exit 1' };
    const files = { 'b.txt': '', 'package.json': JSON.stringify({ scripts }) };
    const result = await resultOf(await opened(), { checks: 'found' }, files);
    expect(result?.gates.map(({ gate, status }) => [gate, status])).toEqual([
      ['scope', 'passed'],
      ['integrity', 'passed'],
      ['test', 'passed'],
      ['lint', 'failed'],
      ['typecheck', 'skipped'],
      ['build', 'skipped'],
    ]);
  });

  it('is run twice more when a check could not be run, and passes when that helps', async () => {
    const bench = await opened();
    const third = {
      name: 'third',
      run: `echo x >>../runs; test $(wc -l <../runs) -ge 3 || exit 127`,
    };
    const result = await resultOf(bench, { checks: [third] });
    expect(result?.verdict).toBe('passed');
    expect(bench.ran).toHaveLength(3);
    expect(bench.told('validation.started')).toHaveLength(1);
  });

  it('is an error only after three runs', async () => {
    const bench = await opened();
    expect((await resultOf(bench, { checks: [cannot] }))?.verdict).toBe('error');
    expect(bench.ran).toHaveLength(3);
  });

  it('is failed at once, without reruns, when a check fails', async () => {
    const bench = await opened();
    await resultOf(bench, { checks: [fails] });
    expect(bench.ran).toHaveLength(1);
  });

  it('keeps its result, and says so, when its checkout cannot be removed', async () => {
    const bench = await opened();
    await bench.task('T1', { checks: [passes] });
    await bench.startGateway((repository) => ({
      ...repository,
      removeWorktree: () => Promise.reject(new Error('a file that nobody may delete')),
    }));
    await bench.happened('task.executed', await bench.work({ 'b.txt': '' }));
    expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'passed' }]);
    expect(bench.ports.complaints.join()).toContain('a file that nobody may delete');
  });

  it('names the well-known checks that its project does not have, and proves nothing by them', async () => {
    const bench = await opened();
    const files = { 'b.txt': '', 'package.json': '{}' };
    const result = await resultOf(bench, { checks: 'found' }, files);
    expect(result?.verdict).toBe('unproven');
    expect(result?.gates.map(({ gate, status }) => [gate, status])).toEqual([
      ['scope', 'passed'],
      ['integrity', 'passed'],
      ...['test', 'lint', 'typecheck', 'build'].map((gate) => [gate, 'skipped']),
    ]);
    expect(result?.gates[2]?.reason).toBe("package.json has no script 'test'");
    expect(bench.told('validation.started')).toEqual([]);
  });

  it('is refused without any check when it wrote beside its paths', async () => {
    const bench = await opened();
    const result = await resultOf(bench, { checks: [passes], paths: ['src/**'] });
    expect(result).toMatchObject({
      verdict: 'failed',
      gates: [
        { gate: 'scope', status: 'failed' },
        { gate: 'integrity', status: 'passed' },
        { gate: 'passes', status: 'skipped', reason: 'not run: the scope check failed' },
      ],
    });
    expect(bench.ran).toEqual([]);
    expect(bench.told('validation.started')).toEqual([]);
  });

  it('is refused without any check when it touched the repository itself', async () => {
    const bench = await opened();
    await bench.task('T1', { checks: [passes] });
    await bench.startGateway();
    const violations = [{ gate: 'repository', message: 'moved refs/heads/main' }];
    await bench.happened('task.executed', await bench.work({ 'b.txt': '' }, { violations }));
    expect((await bench.until('validation.result'))[0]).toMatchObject({ verdict: 'failed' });
    expect(bench.ran).toEqual([]);
  });

  it('has nothing to merge when it changed nothing', async () => {
    const bench = await opened();
    const result = await resultOf(bench, { checks: 'none' }, {} as { 'b.txt': string });
    expect(result).toMatchObject({ verdict: 'passed', toMerge: false });
  });

  it('is an error with the output when its checkout could not be prepared', async () => {
    const spec = { checks: [passes], prepare: 'echo no network; exit 1' };
    const result = await resultOf(await opened(), spec);
    expect(result).toMatchObject({ verdict: 'error', gates: [{}, {}, { gate: 'prepare' }, {}] });
    const reason = 'not run: its checkout could not be prepared';
    expect(result?.gates[3]).toMatchObject({ gate: 'passes', status: 'skipped', reason });
    expect(result?.gates[2]?.findings[0]?.message).toContain('no network');
  });

  it('says much within what an event holds', async () => {
    const bench = await opened();
    const loud = { run: 'yes 漢字 | head -c 200000; exit 1' };
    const checks = Array.from({ length: 12 }, (_, number) => ({
      name: `check-${number}`,
      ...loud,
    }));
    const result = await resultOf(bench, { checks });
    expect(result?.gates.filter((gate) => gate.status === 'failed')).toHaveLength(12);
  });
});

describe('what is not validated', () => {
  it('is an attempt that did not claim to be done, or that is not current', async () => {
    const bench = await opened();
    await bench.task('T1');
    await bench.task('T2');
    await bench.task('T3');
    await bench.happened('task.retried', retriedTask({ taskId: 'T2' }));
    await bench.startGateway();
    const files = { 'b.txt': '' };
    const work = await bench.work(files);
    for (const outcome of ['failed', 'timed-out', 'cancelled', 'interrupted'] as const) {
      await bench.happened('task.executed', { ...work, outcome });
    }
    await bench.happened('task.executed', { ...work, taskId: 'T2' });
    // The last one is there to be waited for.
    await bench.happened('task.executed', { ...work, taskId: 'T3' });
    const results = await bench.until('validation.result');
    expect(results.map((result) => result.taskId)).toEqual(['T3']);
  });

  it('is a tree that has a result already, when the message comes again', async () => {
    const bench = await opened();
    await bench.task('T1', { checks: [fails] });
    const work = await bench.work({ 'b.txt': '' });
    const other = await bench.work({ 'c.txt': '' });
    await bench.startGateway();
    // Those of one attempt are looked at in turn: when the last one has its result, the others are done with.
    for (const one of [work, work, work, other]) await bench.happened('task.executed', one);
    await bench.until('validation.result', 2);
    expect(bench.ran).toHaveLength(2);
  });

  it('is what runs when the gateway stops: the next start does it anew', async () => {
    const bench = await opened();
    await bench.task('T1', { checks: [{ name: 'slow', run: 'test -e ../../go || sleep 1000' }] });
    const service = await bench.startGateway();
    await bench.happened('task.executed', await bench.work({ 'b.txt': '' }));
    await bench.until('validation.started');
    await service.stop();
    expect(bench.told('validation.result')).toEqual([]);
    await bench.repository.write('../cache/go', '');
    await bench.startGateway();
    expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'passed' }]);
  });
});
