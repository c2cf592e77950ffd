import type { EventType } from '@atms/contracts';
import { createGate, hashOf, retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { executed, useExecutors } from './testing/at-work.ts';
import { checkpointEveryMs, createScene, lease, type Scene } from './testing/running-executor.ts';
import { createHeldAgent, createStandInWorkspaces, type World } from './testing/stand-ins.ts';
import { assignedTo, key, startOf } from './testing/view.ts';

const { started, working } = useExecutors();

async function types(scene: Scene, ...wanted: readonly EventType[]) {
  const all = await scene.ports.store.readAll({ after: 0, limit: 1_000 });
  return all.map((event) => event.type).filter((type) => wanted.some((one) => one === type));
}

describe('an executor at work', () => {
  it('puts its intent into the log before it acts, and the outcome after it', async () => {
    const { scene, agent, workspaces } = await working();
    expect(agent.begun.items).toEqual(['T1/1']);
    expect(await scene.told('task.started', 'task.executed')).toEqual([startOf()]);
    agent.end({ outcome: 'done', summary: 'all well' });
    expect(await executed(scene)).toMatchObject([
      { ...key(), agentId: 'local.shell', outcome: 'done', summary: 'all well', violations: [] },
    ]);
    expect(workspaces.asked.items).toEqual([
      'clean /repo',
      'open T1/1',
      'save T1/1',
      'inspect T1/1',
      'close T1/1',
    ]);
  });

  it('keeps what the agent printed, and what it used', async () => {
    const { scene, agent } = await working();
    const usage = { inputTokens: 5, outputTokens: 7, costUsd: 0.5 };
    agent.end({ outcome: 'done', summary: '', usage });
    const [result] = await executed(scene);
    expect(result).toMatchObject({ usage, transcript: { bytes: 'working\n'.length } });
  });

  it('leaves an attempt to the agent that started it first', async () => {
    const { scene, agent } = await working();
    await scene.happened('agent.assigned', assignedTo('other.shell'));
    const other = createHeldAgent();
    started.push(await scene.start([other], createStandInWorkspaces(), 'other'));
    expect(other.begun.items).toEqual([]);
    agent.end({ outcome: 'done', summary: '' });
    expect(await executed(scene)).toHaveLength(1);
    expect(await types(scene, 'task.started')).toHaveLength(1);
  });

  it('does not begin what another one begins in the same moment', async () => {
    const scene = await createScene();
    await scene.happened('agent.assigned', assignedTo('other.shell'));
    const agents = [createHeldAgent(), createHeldAgent()];
    const executors = ['local', 'other'].map((executorId, index) =>
      scene.start(agents.slice(index, index + 1), createStandInWorkspaces(), executorId),
    );
    started.push(...(await Promise.all(executors)));
    expect(await types(scene, 'task.started')).toHaveLength(1);
    expect(agents.flatMap((agent) => agent.begun.items)).toEqual(['T1/1']);
  });

  it('does nothing about an attempt that is not current any more', async () => {
    const scene = await createScene();
    await scene.happened('task.retried', retriedTask());
    const agent = createHeldAgent();
    started.push(await scene.start([agent]));
    expect(agent.begun.items).toEqual([]);
  });

  it('saves work in progress at an interval', async () => {
    const commits = [hashOf('b'), hashOf('c')];
    const { scene } = await working({
      save: async () => ({ commit: commits.shift() ?? hashOf('e'), tree: hashOf('d') }),
    });
    await scene.ports.clock.advance(2 * checkpointEveryMs);
    expect(await scene.told('task.checkpointed')).toMatchObject([
      { commit: hashOf('b') },
      { commit: hashOf('c') },
    ]);
  });

  it('saves nothing while the worktree is being prepared: there is no work yet', async () => {
    const prepared = createGate();
    const { scene, agent } = await working({
      prepare: () => prepared.opened.then(() => ({ kind: 'ready' })),
    });
    await scene.ports.clock.advance(3 * checkpointEveryMs);
    expect(await scene.told('task.checkpointed')).toEqual([]);
    prepared.open();
    await agent.begun.until(1);
  });
});

describe('an attempt that is stopped', () => {
  it('ends as cancelled when the task-manager has opened the next one', async () => {
    const { scene } = await working();
    await scene.happened('task.retried', retriedTask());
    expect(await executed(scene)).toMatchObject([{ attempt: 1, outcome: 'cancelled' }]);
  });

  it('ends as cancelled when the coordinator says that it is over', async () => {
    const { scene } = await working();
    scene.renewals.answer = { notCurrent: [{ taskId: 'T1', attempt: 1 }] };
    await scene.ports.clock.advance(lease.renewEveryMs);
    expect(await executed(scene)).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('is not begun when that happens before it is clear where it begins', async () => {
    const { scene, service } = await working({ lineHead: () => Promise.reject(new Error('no')) });
    await service.stop();
    expect(await types(scene, 'task.started', 'task.executed')).toEqual([]);
  });

  it('ends as interrupted, with what it left, when the executor stops', async () => {
    const { scene, service, workspaces } = await working();
    await service.stop();
    expect(await executed(scene)).toMatchObject([{ outcome: 'interrupted' }]);
    expect(workspaces.asked.items).toContain('save T1/1');
  });

  it('ends as interrupted also while its worktree is being prepared', async () => {
    const { scene, service } = await working({
      prepare: (signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () =>
            resolve({ kind: 'failed', message: 'stopped', output: '' }),
          ),
        ),
    });
    await service.stop();
    expect(await executed(scene)).toMatchObject([{ outcome: 'interrupted' }]);
  });
});

describe('the fence', () => {
  it('falls after two thirds of the lease without an answer, and not before', async () => {
    const { scene } = await working();
    await scene.ports.clock.advance(60_000);
    scene.renewals.answer = undefined;
    // The last answered renewal was sent at 60 s.
    await scene.ports.clock.advance(19_999);
    expect(await executed(scene)).toEqual([]);
    await scene.ports.clock.advance(1);
    expect(await executed(scene)).toMatchObject([{ outcome: 'interrupted' }]);
  });

  it('also stops what is assigned while nobody answers', async () => {
    const { scene } = await working();
    scene.renewals.answer = undefined;
    await scene.ports.clock.advance(20_000);
    await scene.happened('task.retried', retriedTask());
    await scene.happened('agent.assigned', assignedTo('local.shell', { attempt: 2 }));
    expect(await types(scene, 'task.started')).toHaveLength(2);
    await scene.ports.clock.advance(lease.renewEveryMs);
    expect(await executed(scene)).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  it('does not fall as long as renewals are answered', async () => {
    const { scene } = await working();
    await scene.ports.clock.advance(10 * lease.leaseMs);
    expect(await executed(scene)).toEqual([]);
  });
});

describe('an executor that starts again', () => {
  async function restarted(world: World = {}, kind = 'shell') {
    const scene = await createScene();
    await scene.happened('task.started', startOf());
    await scene.happened('task.checkpointed', { ...key(), commit: hashOf('b'), tree: hashOf('d') });
    const workspaces = createStandInWorkspaces(world);
    const agent = createHeldAgent(kind);
    started.push(await scene.start([agent], workspaces));
    return { scene, agent, workspaces };
  }

  it('commits what its attempts left, says that they were interrupted, and then cleans up', async () => {
    const { scene, agent, workspaces } = await restarted({
      save: async () => ({ commit: hashOf('c'), tree: hashOf('e') }),
    });
    expect(await executed(scene)).toMatchObject([
      { outcome: 'interrupted', base: hashOf('a'), commit: hashOf('c'), tree: hashOf('e') },
    ]);
    expect(workspaces.asked.items).toEqual([
      'reopen T1/1',
      'save T1/1',
      'inspect T1/1',
      'close T1/1',
      'clean /repo',
    ]);
    expect(agent.begun.items).toEqual([]);
  });

  it('does so also for an agent that the configuration no longer has', async () => {
    const { scene } = await restarted({}, 'other');
    expect(await executed(scene)).toMatchObject([{ outcome: 'interrupted' }]);
  });

  it('falls back on the last commit that was kept when nothing can be saved', async () => {
    const { scene } = await restarted({
      save: () => Promise.reject(new Error('the folder is gone.')),
      keptCommit: hashOf('b'),
    });
    expect(await executed(scene)).toMatchObject([{ outcome: 'interrupted', commit: hashOf('b') }]);
  });

  it('ends an attempt whose repository is not there any more by what the log knows, and starts', async () => {
    const { scene, workspaces } = await restarted({
      reopen: () => Promise.reject(new Error('/repo is not there.')),
      keptFolder: '/kept/T1-1',
    });
    const [result] = await executed(scene);
    expect(result).toMatchObject({
      outcome: 'interrupted',
      commit: hashOf('b'),
      tree: hashOf('d'),
    });
    expect(result?.summary).toContain('/repo is not there. The files of the attempt were not');
    expect(result?.summary).toContain('/kept/T1-1');
    // The only copy of what was not committed is set aside before everything else is removed.
    expect(workspaces.asked.items).toEqual(['reopen T1/1', 'keep T1/1', 'clean /repo']);
  });

  it('starts what was assigned to it and never begun', async () => {
    const scene = await createScene();
    const agent = createHeldAgent();
    started.push(await scene.start([agent]));
    expect(agent.begun.items).toEqual(['T1/1']);
  });

  it('leaves alone what it had executed', async () => {
    const { scene, agent } = await working();
    agent.end({ outcome: 'done', summary: '' });
    await executed(scene);
    for (const service of started.splice(0)) await service.stop();
    const workspaces = createStandInWorkspaces();
    started.push(await scene.start([createHeldAgent()], workspaces));
    expect(workspaces.asked.items).toEqual(['clean /repo']);
    expect(await executed(scene)).toHaveLength(1);
  });
});
