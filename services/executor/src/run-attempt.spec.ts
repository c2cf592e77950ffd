import { hashOf } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { executed, useExecutors } from './testing/at-work.ts';
import { unchanged } from './testing/stand-ins.ts';

const { working } = useExecutors();

describe('an attempt that cannot be done', () => {
  it('is failed with the reason when its worktree cannot be made', async () => {
    const { scene, agent } = await working({ open: () => Promise.reject(new Error('disk full')) });
    expect(await executed(scene)).toMatchObject([{ outcome: 'failed', ...unchanged }]);
    expect((await executed(scene))[0]?.summary).toContain('disk full');
    expect(agent.begun.items).toEqual([]);
  });

  it('is failed also when git then answers nothing at all', async () => {
    const gone = () => Promise.reject(new Error('/repo is gone'));
    const { scene } = await working({ open: gone, treeOf: gone });
    expect(await executed(scene)).toMatchObject([{ outcome: 'failed', commit: hashOf('a') }]);
  });

  it('is tried again, more and more slowly, when it is not clear where it begins, then failed', async () => {
    let tries = 0;
    const { scene } = await working({
      lineHead: () => Promise.reject(new Error(`try ${++tries}: no repository`)),
    });
    await scene.happened('workflow.resumed', { workflowId: 'W', by: 'pat' });
    expect(tries).toBe(1);
    await scene.ports.clock.advance(500);
    expect(tries).toBe(2);
    await scene.ports.clock.advance(1_000 + 2_000 + 4_000);
    expect(await executed(scene)).toMatchObject([{ outcome: 'failed', commit: hashOf('a') }]);
    expect((await executed(scene))[0]?.summary).toContain('try 5: no repository');
    await scene.ports.clock.advance(20_000);
    expect(tries).toBe(5);
  });

  it('begins when it becomes clear where', async () => {
    const answers = [new Error('locked')];
    const { scene, agent } = await working({
      async lineHead() {
        const fault = answers.shift();
        if (fault !== undefined) throw fault;
      },
    });
    expect(agent.begun.items).toEqual([]);
    await scene.ports.clock.advance(500);
    expect(agent.begun.items).toEqual(['T1/1']);
  });

  it('is failed with the output when the worktree cannot be prepared', async () => {
    const failed = { kind: 'failed', message: 'npm ci: exit code 1', output: 'npm ERR!' } as const;
    const { scene, agent } = await working({ prepare: async () => failed });
    expect(await executed(scene)).toMatchObject([
      { outcome: 'failed', summary: 'npm ci: exit code 1', transcript: { bytes: 8 } },
    ]);
    expect(agent.begun.items).toEqual([]);
  });

  it('is not done when its work cannot be committed, whatever the agent says', async () => {
    const { scene, agent } = await working({
      save: () => Promise.reject(new Error('the folder is gone.')),
      keptCommit: hashOf('c'),
    });
    agent.end({ outcome: 'done', summary: 'all well' });
    expect(await executed(scene)).toMatchObject([{ outcome: 'failed', commit: hashOf('c') }]);
    expect((await executed(scene))[0]?.summary).toContain('the folder is gone. The agent had');
  });

  it('names the folder in which its files are kept when they could not be committed', async () => {
    const { scene, agent, workspaces } = await working({
      save: () => Promise.reject(new Error('the disk is full.')),
      keptFolder: '/kept/T1-1',
    });
    agent.end({ outcome: 'done', summary: 'all well' });
    const [result] = await executed(scene);
    expect(result?.summary).toContain('the disk is full. The files of the attempt were not');
    expect(result?.summary).toContain('/kept/T1-1');
    const asked = workspaces.asked.items;
    expect(asked.indexOf('keep T1/1')).toBeLessThan(asked.indexOf('close T1/1'));
    expect(asked).toContain('keep T1/1');
  });

  it('is refused when nobody can say what it did beside its worktree', async () => {
    const { scene, agent } = await working({
      inspect: () => Promise.reject(new Error('git is gone')),
    });
    agent.end({ outcome: 'done', summary: '' });
    const [result] = await executed(scene);
    expect(result?.violations).toMatchObject([{ gate: 'repository' }]);
  });

  it('tells of what it did beside its worktree no more than one event can hold', async () => {
    const finding = { gate: 'repository', message: 'x'.repeat(4_000) };
    const { scene, agent } = await working({
      inspect: async () => Array.from({ length: 25 }, () => finding),
    });
    agent.end({ outcome: 'done', summary: '' });
    const [result] = await executed(scene);
    expect(result?.violations).toHaveLength(20);
    expect(JSON.stringify(result?.violations).length).toBeLessThan(10_000);
  });

  it('ends although its worktree cannot be removed', async () => {
    const { scene, agent } = await working({ close: () => Promise.reject(new Error('busy')) });
    agent.end({ outcome: 'done', summary: '' });
    expect(await executed(scene)).toMatchObject([{ outcome: 'done' }]);
    expect(scene.ports.complaints.join()).toContain('could not be removed: busy');
  });
});
