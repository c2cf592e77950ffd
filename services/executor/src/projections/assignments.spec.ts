import { hashOf } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { key, toldView } from '../testing/view.ts';

describe("an executor's assignments", () => {
  it('are those of its own agents', () => {
    const { view } = toldView().assigned('local.shell').assigned('other.shell');
    expect(view.own()).toMatchObject([{ data: { agentId: 'local.shell' }, executed: false }]);
  });

  it('tell who started the attempt, also when that was before', () => {
    const after = toldView().assigned('local.shell').started({ agentId: 'other.shell' });
    expect(after.view.own()).toMatchObject([{ startedBy: 'other.shell' }]);
    const before = toldView().started({ agentId: 'other.shell' }).assigned('local.shell');
    expect(before.view.own()).toMatchObject([{ startedBy: 'other.shell' }]);
  });

  it('tell that the attempt was executed', () => {
    const told = toldView().assigned('local.shell').started();
    expect(told.view.own()).toMatchObject([{ startedBy: 'local.shell', executed: false }]);
    expect(told.executed().view.own()).toMatchObject([{ executed: true }]);
  });

  it('end when the slot is given back, each agent for itself', () => {
    const released = { agentId: 'local.shell', ...key(), reason: 'void' } as const;
    const told = toldView().assigned('local.shell').assigned('local.other');
    expect(told.tell('agent.released', released).view.own()).toMatchObject([
      { data: { agentId: 'local.other' } },
    ]);
  });
});

describe('what an attempt left', () => {
  it('is nothing before it started', () => {
    expect(toldView().view.leftWork('T1', 1)).toBeUndefined();
    expect(toldView().view.startOf('T1', 1)).toBeUndefined();
  });

  it('is the last commit that the log knows, and where it began', () => {
    const told = toldView().started({ base: hashOf('a'), start: hashOf('b') });
    expect(told.view.leftWork('T1', 1)).toEqual({ base: hashOf('a'), commit: hashOf('b') });
    told.tell('task.checkpointed', { ...key(), commit: hashOf('c'), tree: hashOf('d') });
    expect(told.view.leftWork('T1', 1)).toEqual({ base: hashOf('a'), commit: hashOf('c') });
    told.executed({ commit: hashOf('e') });
    expect(told.view.leftWork('T1', 1)).toEqual({ base: hashOf('a'), commit: hashOf('e') });
    expect(told.view.startOf('T1', 1)).toEqual({ base: hashOf('a'), start: hashOf('b') });
  });
});

describe('what the attempts of a task left that has ended', () => {
  const released = { agentId: 'local.shell', ...key(), reason: 'executed' } as const;
  const cancelled = { workflowId: 'W', taskId: 'T1', attempt: 1, by: 'cli:ada', reason: '' };
  const begun = () => toldView().task('T1').assigned('local.shell').started();

  it('is known as long as its slot is held: the attempt may still have to be ended', () => {
    const told = begun().tell('task.cancelled', cancelled);
    expect(told.view.own()).toMatchObject([{ startedBy: 'local.shell', executed: false }]);
    expect(told.view.startOf('T1', 1)).toBeDefined();
    expect(told.tell('agent.released', released).view.startOf('T1', 1)).toBeUndefined();
  });

  it('is forgotten with the end when the slot was given back before, and not before the end', () => {
    const told = begun().executed().tell('agent.released', released);
    expect(told.view.leftWork('T1', 1)).toBeDefined();
    expect(told.tell('task.cancelled', cancelled).view.leftWork('T1', 1)).toBeUndefined();
  });
});

describe('what dependencies came to', () => {
  it('is forgotten with their workflow, long after that has ended', () => {
    const told = toldView()
      .task('T1')
      .task('T2', { dependencies: ['T1'] })
      .executed({ summary: 'x' });
    const summary = () => told.view.dependencyResults('T2')[0]?.summary;
    told.tell('task.completed', { ...key(), tree: hashOf('d') });
    told.tell('workflow.cancelled', { workflowId: 'W', by: 'cli:ada', reason: '' });
    told.tell('task.cancelled', { ...key('T2'), by: 'workflow', reason: '' });
    expect(summary()).toBe('x');
    told.pass(1_000);
    expect(told.view.dependencyResults('T2')).toEqual([]);
    expect(told.view.tables.results).toEqual({ summaries: new Map(), commits: new Map() });
  });

  it("is each one's commit on the line and what its agent said", () => {
    const told = toldView()
      .task('T1')
      .task('T2', { name: 'Second' })
      .task('T3', { dependencies: ['T1', 'T2'] })
      .executed({ summary: 'wrote it' })
      .tell('task.completed', { ...key(), tree: hashOf('d'), commit: hashOf('e') })
      .tell('task.completed', { ...key('T2'), tree: hashOf('d') });
    expect(told.view.dependencyResults('T3')).toEqual([
      { planTaskId: 'T1', name: 'Task T1', summary: 'wrote it', commit: hashOf('e') },
      { planTaskId: 'T2', name: 'Second', summary: '' },
    ]);
    expect(told.view.dependencyResults('T1')).toEqual([]);
    expect(told.view.dependencyResults('unknown')).toEqual([]);
  });
});

describe('the answer to an approval', () => {
  const about = { approvalId: 'A1', ...key() };

  it('is not there until somebody has decided', () => {
    expect(toldView().view.approvalAnswer('A1')).toBeUndefined();
  });

  it('names the rule, or the person, that granted it', () => {
    const byRule = toldView().tell('approval.granted', { ...about, by: 'atms', policy: 'demo' });
    expect(byRule.view.approvalAnswer('A1')).toEqual({ granted: true, reason: 'granted by demo' });
    const byPerson = toldView().tell('approval.granted', { ...about, by: 'pat' });
    expect(byPerson.view.approvalAnswer('A1')).toEqual({ granted: true, reason: 'granted by pat' });
  });

  it('is no when it was denied or came too late', () => {
    const denied = toldView().tell('approval.denied', { ...about, by: 'pat', reason: 'too dear' });
    expect(denied.view.approvalAnswer('A1')).toEqual({ granted: false, reason: 'too dear' });
    const late = toldView().tell('approval.expired', { ...about, reason: 'time-over' });
    expect(late.view.approvalAnswer('A1')).toEqual({
      granted: false,
      reason: 'expired: time-over',
    });
  });
});

describe('branches that ATMS moves', () => {
  it('are known before they are moved', () => {
    const { view } = toldView()
      .task('T1')
      .tell('merge.started', {
        lineId: 'L',
        ...key(),
        base: hashOf('a'),
        commit: hashOf('b'),
        tree: hashOf('d'),
      });
    expect([...view.ownMoves]).toEqual([['refs/heads/atms/w', hashOf('b')]]);
  });
});
