import { join } from 'node:path';
import type { EventData } from '@atms/contracts';
import { AtmsError } from '@atms/eventsourcing';
import { openedPerTest, requestedWorkflow } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import {
  checkoutPollMs,
  createGatewayBench,
  type GatewayBench,
  line,
} from './testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);

/** What a gateway leaves that dies between `merge.started` and the outcome. */
async function openMerge(bench: GatewayBench): Promise<EventData<'merge.started'>> {
  await bench.task('T1', { checks: 'none' });
  const { base, commit, tree } = await bench.work({ 'b.txt': 'b\n' });
  const key = { lineId: 'L', workflowId: 'W', taskId: 'T1', attempt: 1 };
  const started = { ...key, base, commit, tree };
  await bench.happened('merge.started', started);
  return started;
}

const head = ({ repository }: GatewayBench) => repository.git('rev-parse', line);

describe('a merge that a crash left open', () => {
  it('is accepted and swapped when the branch was not moved yet', async () => {
    const bench = await opened();
    const { commit } = await openMerge(bench);
    await bench.startGateway();
    expect(await bench.until('merge.applied')).toMatchObject([{ commit }]);
    expect(await head(bench)).toBe(commit);
  });

  it('is applied, and not accepted again, when the branch was moved already', async () => {
    const bench = await opened();
    const { commit } = await openMerge(bench);
    await bench.repository.git('update-ref', line, commit);
    bench.accept = () => Promise.reject(new Error('nobody asks'));
    await bench.startGateway();
    expect(await bench.until('merge.applied')).toMatchObject([{ commit }]);
  });

  it('is applied also when the user has gone on from there', async () => {
    const bench = await opened();
    const { commit } = await openMerge(bench);
    const users = await bench.commit({ 'users.txt': '' }, commit);
    await bench.repository.git('update-ref', line, users);
    await bench.startGateway();
    expect(await bench.until('merge.applied')).toMatchObject([{ commit }]);
    expect(await head(bench)).toBe(users);
  });

  it('is a conflict when the branch is somewhere else', async () => {
    const bench = await opened();
    await openMerge(bench);
    const users = await bench.commit({ 'users.txt': '' });
    await bench.repository.git('update-ref', line, users);
    await bench.startGateway();
    expect(await bench.until('merge.conflicted')).toMatchObject([{ reason: 'moved' }]);
    expect(await head(bench)).toBe(users);
  });

  it('is a conflict when its attempt does not count any more', async () => {
    const bench = await opened();
    await openMerge(bench);
    bench.accept = async () => ({ kind: 'rejected', code: 'no', message: 'void' });
    await bench.startGateway();
    expect(await bench.until('merge.conflicted')).toMatchObject([{ reason: 'refused' }]);
    expect(await bench.repository.git('for-each-ref', line)).toBe('');
  });

  it('is finished once by two gateways that find it', async () => {
    const bench = await opened();
    await openMerge(bench);
    await Promise.all([bench.startGateway(), bench.startGateway()]);
    await bench.until('merge.applied');
    await bench.ports.clock.advance(120_000);
    expect(bench.told('merge.applied')).toHaveLength(1);
    expect(bench.told('merge.conflicted')).toEqual([]);
  });

  it('is finished by the sweep when the task-manager was away at the start', async () => {
    const bench = await opened();
    await openMerge(bench);
    let isAway = true;
    bench.accept = async () => {
      if (isAway) throw new Error('the task-manager is away');
      return { kind: 'accepted', position: 0 };
    };
    const { complaints, clock } = bench.ports;
    const service = await bench.startGateway();
    while (!complaints.join().includes('is away')) await clock.advance(0);
    isAway = false;
    await clock.advance(60_000);
    await bench.until('merge.applied');
    await service.stop();
  });
});

describe('a branch that somebody has checked out', () => {
  /** The line exists and is checked out in a worktree of the user. */
  async function checkedOut() {
    const bench = await opened();
    const checkout = join(bench.repository.root, 'checkout');
    const { base } = await openMerge(bench);
    await bench.repository.git('branch', 'atms/w', base);
    await bench.repository.git('worktree', 'add', '--quiet', checkout, 'atms/w');
    const asked: unknown[] = [];
    const told: unknown[] = [];
    bench.signals.subscribe('progress.waiting', (payload) => void told.push(payload));
    bench.accept = async (payload) => {
      asked.push(payload);
      return { kind: 'accepted', position: 0 };
    };
    const service = await bench.startGateway();
    const { complaints, clock } = bench.ports;
    while (clock.waiting() === 0 || complaints.length === 0) await clock.advance(0);
    return { bench, checkout, service, asked, base, told };
  }

  it('is not moved: the merge waits, says where, and is not accepted before its time', async () => {
    const { bench, checkout, asked, base } = await checkedOut();
    expect(bench.ports.complaints.join()).toContain(`atms/w is checked out at ${checkout}`);
    expect(asked).toEqual([]);
    expect(await head(bench)).toBe(base);
  });

  it('is told to whoever looks, for every attempt that waits for the line, until it is over', async () => {
    const { bench, checkout, told } = await checkedOut();
    await bench.task('T2', { checks: 'none' });
    await bench.happened('task.executed', await bench.work({ 'c.txt': '' }, { taskId: 'T2' }));
    await bench.until('validation.result');
    const { clock } = bench.ports;
    const says = (taskId: string, where: unknown) => ({
      workflowId: 'W',
      taskId,
      attempt: 1,
      checkout: where,
    });
    const held = { branch: 'atms/w', path: checkout };
    expect(told[0]).toEqual(says('T1', held));
    while (!JSON.stringify(told).includes('T2')) await clock.advance(checkoutPollMs);
    expect(told).toContainEqual(says('T2', held));
    await bench.repository.git('worktree', 'remove', checkout);
    while (bench.told('merge.applied').length < 2) await clock.advance(checkoutPollMs);
    expect(told.slice(-2)).toEqual([says('T2', null), says('T1', null)]);
  });

  it('keeps no other line from being finished', async () => {
    const { bench } = await checkedOut();
    const request = requestedWorkflow({ repository: bench.repository.top });
    const { base, commit, tree } = await bench.work({ 'c.txt': '' });
    const other = { ...request, workflowId: 'W2', lineId: 'L2', branch: 'atms/w2', base };
    await bench.happened('workflow.requested', other);
    const key = { workflowId: 'W2', taskId: 'T2', attempt: 1 };
    await bench.happened('merge.started', { ...key, lineId: 'L2', base, commit, tree });
    await bench.startGateway();
    expect(await bench.until('merge.applied')).toMatchObject([{ taskId: 'T2' }]);
  });

  it('is moved when it is not checked out any more', async () => {
    const { bench, checkout } = await checkedOut();
    await bench.repository.git('worktree', 'remove', checkout);
    const { clock } = bench.ports;
    while (bench.told('merge.applied').length === 0) await clock.advance(checkoutPollMs);
    const [merged] = bench.told('merge.applied');
    expect(await head(bench)).toBe(merged?.commit);
  });

  it('does not keep the gateway from stopping, and is taken up by the next one', async () => {
    const { bench, checkout, service } = await checkedOut();
    await service.stop();
    expect(bench.told('merge.applied')).toEqual([]);
    expect(bench.ports.complaints).toEqual([expect.stringContaining('is checked out at')]);
    await bench.repository.git('worktree', 'remove', checkout);
    await bench.startGateway();
    await bench.until('merge.applied');
  });
});

describe('a branch whose ref somebody else keeps locked', () => {
  it('is waited for as long as it takes, with the reason, and is no dead letter', async () => {
    const bench = await opened();
    let locked = 8;
    await bench.task('T1', { checks: 'none' });
    const executed = await bench.work({ 'b.txt': 'b\n' });
    await bench.startGateway((repository) => ({
      ...repository,
      compareAndSwap: async (swap) => {
        if (swap.ref === line && locked-- > 0) throw new AtmsError('ref-locked', 'It is locked.');
        return repository.compareAndSwap(swap);
      },
    }));
    await bench.happened('task.executed', executed);
    await bench.until('merge.started');
    let isOver = false;
    const applied = bench.until('merge.applied').finally(() => (isOver = true));
    while (!isOver) await bench.ports.clock.advance(1_000);
    expect(await applied).toMatchObject([{ commit: await head(bench) }]);
    expect(bench.ports.complaints).toContain('It is locked. The merge waits for it');
    const events = await bench.ports.store.readAll({ after: 0, limit: 1_000 });
    expect(events.map(({ type }) => type)).not.toContain('deadletter.recorded');
  });
});
