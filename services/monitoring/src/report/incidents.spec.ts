import type { GateResult } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { reportRowsAfter } from '../spec-support/report-rows.ts';
import {
  attemptKey,
  begun,
  cancelled,
  carriedOut,
  escalated,
  executed,
  failed,
  ready,
  registered,
  retried,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import {
  createStory,
  lineId,
  type Story,
  type StoryTask,
  workflowId,
} from '../spec-support/story.ts';
import { buildReport } from './build-report.ts';

const report = (story: Story) => buildReport(reportRowsAfter(story));
const story = (tasks: readonly StoryTask[]) => begun(registered(createStory(), 2), tasks);

describe('the incidents of a report', () => {
  const kinds = (told: Story) => report(told).incidents.map((one) => [one.kind, one.planTaskId]);

  it('are retries with their cause and findings, and kills', () => {
    const finding = { gate: 'test', message: 'expected 3' };
    const told = executed(underWay(story([{ id: 'T1' }]), 'T1'), 'T1', { summary: 'all green\n' });
    retried(told.wait(1), 'T1', { cause: 'checks-failed', findings: [finding] });
    executed(underWay(told, 'T1'), 'T1', { outcome: 'timed-out' });
    retried(told.wait(1), 'T1', 'timed-out');
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'retry',
        sentence: 'attempt 1 on box.shell ended by checks-failed (all green); attempt 2 followed',
        findings: [finding],
      },
      { kind: 'kill', sentence: 'attempt 2 on box.shell ended by timed-out; attempt 3 followed' },
    ]);
  });

  it('tell a merge conflict once', () => {
    const told = executed(underWay(story([{ id: 'T1' }]), 'T1'), 'T1');
    told.happened('merge.conflicted', {
      ...attemptKey(told, 'T1'),
      lineId,
      reason: 'text',
      message: 'both changed it',
      paths: ['a.ts'],
      findings: [],
    });
    retried(told, 'T1', { cause: 'conflict', counted: false, start: 'line-head' });
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'merge-conflict',
        sentence: 'attempt 1 was not merged, text in a.ts: both changed it',
      },
    ]);
    expect(report(told).suggestions.at(-1)).toMatch(/^T1 met in a merge conflict/);
  });

  it('tell who granted what was asked, and what was undone', () => {
    const told = underWay(story([{ id: 'T1' }]), 'T1');
    const approval = { ...attemptKey(told, 'T1'), approvalId: 'A1' };
    told.happened('approval.requested', {
      ...approval,
      action: 'npm install',
      detail: 'left-pad',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    told.happened('approval.granted', { ...approval, by: 'demo', policy: 'demo-allows' });
    const moved = { gate: 'scope', message: 'refs/heads/main was moved' };
    executed(told.wait(1), 'T1', { violations: [moved] });
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'approval',
        sentence: 'asked for leave to npm install (left-pad): granted by policy demo-allows',
      },
      { kind: 'undone', findings: [moved] },
    ]);
  });

  it('tell what was undone once, and not again with the retry that followed', () => {
    const moved = { gate: 'repository', message: 'refs/heads/main was moved' };
    const outside = { gate: 'scope', message: 'a.ts is outside' };
    const told = underWay(story([{ id: 'T1' }]), 'T1');
    executed(told, 'T1', { violations: [moved] });
    retried(told.wait(1), 'T1', { cause: 'outside-paths', findings: [moved, outside] });
    expect(report(told).incidents).toMatchObject([
      { kind: 'undone', findings: [moved] },
      { kind: 'retry', findings: [outside] },
    ]);
  });

  it('tell escalations and dead letters', () => {
    const told = escalated(underWay(story([{ id: 'T1' }]), 'T1'), 'T1', 'red three times');
    told.wait(1).happened('deadletter.recorded', {
      consumer: 'queue__executor',
      eventId: 'e1',
      eventType: 'task.executed',
      position: 3,
      deliveries: 10,
      error: 'no such line',
      workflowId,
    });
    expect(kinds(told)).toEqual([
      ['escalation', 'T1'],
      ['dead-letter', null],
    ]);
  });

  it('tell why a task failed and with what finding, and why another one was cancelled', () => {
    const finding = { gate: 'test', message: 'expected 3' };
    const red: GateResult = { gate: 'test', status: 'failed', durationMs: 1, findings: [finding] };
    const told = story([{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }]);
    executed(underWay(told, 'T1'), 'T1', { summary: 'all green' });
    validated(told, 'T1', { verdict: 'failed', gates: [red] });
    failed(told, 'T1', 'no retry is left').wait(1);
    cancelled(told, 'T2', 'a task that it depends on did not complete');
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'bad-end',
        planTaskId: 'T1',
        sentence: 'failed: no retry is left',
        findings: [finding],
      },
      {
        kind: 'bad-end',
        planTaskId: 'T2',
        sentence: 'cancelled: a task that it depends on did not complete',
        findings: [],
      },
    ]);
  });

  it('tell what the agent of a failed task said when it was not done', () => {
    const told = underWay(story([{ id: 'T1' }]), 'T1');
    failed(executed(told, 'T1', { outcome: 'failed', summary: 'exit code 3' }), 'T1', 'no retry');
    expect(report(told).incidents).toMatchObject([
      { kind: 'bad-end', findings: [{ gate: 'agent', message: 'exit code 3' }] },
    ]);
  });

  it('do not repeat for each task that the whole workflow was cancelled', () => {
    const told = cancelled(story([{ id: 'T1' }]), 'T1', 'the workflow was cancelled');
    told.happened('workflow.cancelled', { workflowId, by: 'ada', reason: 'no longer needed' });
    expect(kinds(told)).toEqual([]);
  });

  it('tell once what a gate let pass with a word, and not what is usual', () => {
    const known: GateResult = {
      gate: 'test',
      status: 'failed-before',
      durationMs: 1,
      findings: [],
      reason: 'all 2 findings were there before the attempt',
    };
    const usual: GateResult = {
      gate: 'scope',
      status: 'passed',
      durationMs: 1,
      findings: [],
      reason: 'the task declares no paths and may write anywhere',
    };
    const gates = [usual, known];
    const told = validated(executed(underWay(story([{ id: 'T1' }]), 'T1'), 'T1'), 'T1', { gates });
    validated(told, 'T1', { of: 'candidate', gates: [known] });
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'known',
        planTaskId: 'T1',
        sentence: 'test failed-before: all 2 findings were there before the attempt',
      },
    ]);
  });

  it('tell that an attempt passed its checks by leaving everything as it was', () => {
    const scope: GateResult = {
      gate: 'scope',
      status: 'passed',
      durationMs: 1,
      findings: [],
      reason: 'nothing was changed',
    };
    const told = underWay(story([{ id: 'T1' }]), 'T1');
    validated(executed(told, 'T1'), 'T1', { gates: [scope] });
    expect(report(told).incidents).toMatchObject([
      { kind: 'known', planTaskId: 'T1', sentence: 'scope passed: nothing was changed' },
    ]);
  });

  it('tell which lock made a task wait, and for how long', () => {
    const told = story([
      { id: 'T1', paths: ['src/**'] },
      { id: 'T2', paths: ['src/db/*.ts'] },
      { id: 'T3', paths: ['docs/**'] },
    ]);
    told.happened('lock.acquired', { ...attemptKey(told, 'T1'), lineId, paths: ['src/**'] });
    carriedOut(told, 'T1', 5_000);
    ready(ready(told, 'T2'), 'T3');
    expect(report(told).incidents).toMatchObject([
      {
        kind: 'lock-wait',
        planTaskId: 'T2',
        sentence: 'waited 5s for paths that T1 held (src/**)',
      },
    ]);
  });

  it('do not call it waiting when the dependency was still under way', () => {
    const told = story([
      { id: 'T1', paths: ['src/**'] },
      { id: 'T2', paths: ['src/**'], dependencies: ['T1'] },
    ]);
    told.happened('lock.acquired', { ...attemptKey(told, 'T1'), lineId, paths: ['src/**'] });
    ready(carriedOut(told, 'T1', 5_000), 'T2');
    expect(kinds(told)).toEqual([]);
  });
});
