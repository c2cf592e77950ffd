import type { GateResult } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { reportRowsAfter } from '../spec-support/report-rows.ts';
import {
  begun,
  carriedOut,
  executed,
  registered,
  retried,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import {
  createStory,
  hash,
  type Story,
  type StoryTask,
  workflowId,
} from '../spec-support/story.ts';
import { buildReport } from './build-report.ts';
import type { WorkflowReport } from './workflow-report.ts';

const report = (story: Story) => buildReport(reportRowsAfter(story));
const story = (tasks: readonly StoryTask[]) => begun(registered(createStory(), 2), tasks);
const done = (told: Story) => told.happened('workflow.completed', { workflowId });

function figure({ figures }: WorkflowReport, key: string) {
  return figures.find((one) => one.key === key);
}

const diamond = [
  { id: 'T1', estimateMs: 10_000 },
  { id: 'T2', estimateMs: 30_000, dependencies: ['T1'] },
  { id: 'T3', estimateMs: 20_000, dependencies: ['T1'] },
];

/** T1 works 4 s; then T2 6 s and T3 10 s side by side. */
function diamondCarriedOut(): Story {
  const told = carriedOut(story(diamond), 'T1', 4_000);
  underWay(underWay(told, 'T2'), 'T3').wait(6_000);
  executed(told, 'T2', { durationMs: 6_000 }).wait(4_000);
  executed(told, 'T3', { durationMs: 10_000 });
  return done(told);
}

describe('the clocks of a report', () => {
  it('are effort, wall clock and critical path, each with its formula', () => {
    const told = report(diamondCarriedOut());
    expect(figure(told, 'effort')).toMatchObject({
      value: 20_000,
      formula: 'sum of the durations of 3 attempts',
    });
    expect(figure(told, 'wall-clock')).toMatchObject({ value: 14_000 });
    expect(figure(told, 'critical-path')).toMatchObject({
      value: 14_000,
      formula: 'longest chain of efforts: T1 → T3',
    });
    expect(figure(told, 'estimated-effort')?.value).toBe(60_000);
    expect(figure(told, 'estimated-critical-path')).toMatchObject({
      value: 40_000,
      formula: 'longest chain of estimates: T1 → T2',
    });
    expect(told.criticalPath).toEqual(['T1', 'T3']);
  });

  it('count work that was thrown away as effort', () => {
    const told = executed(underWay(story([{ id: 'T1' }]), 'T1'), 'T1', { durationMs: 7_000 });
    carriedOut(retried(told, 'T1', 'checks-failed'), 'T1', 3_000);
    expect(figure(report(told), 'effort')?.value).toBe(10_000);
    expect(report(told).tasks).toMatchObject([{ actualMs: 10_000, attempts: 2 }]);
  });

  it('count an attempt that never reported its end until it was given up', () => {
    const told = underWay(story([{ id: 'T1' }]), 'T1').wait(30_000);
    retried(told, 'T1', 'lease-over').wait(60_000);
    expect(figure(report(told), 'effort')?.value).toBe(30_000);
  });

  it('run up to now while the workflow does', () => {
    const told = underWay(story([{ id: 'T1' }]), 'T1').wait(2_000);
    expect(figure(report(told), 'effort')?.value).toBe(2_000);
    expect(report(told)).toMatchObject({ state: 'running', counts: { total: 1, open: 1 } });
  });
});

describe('the other figures', () => {
  it('follow from the clocks', () => {
    const told = report(diamondCarriedOut());
    expect(figure(told, 'parallelism')?.value).toBeCloseTo(20 / 14);
    expect(figure(told, 'parallelization')?.value).toBeCloseTo(1 - 14 / 20);
    expect(figure(told, 'agent-utilization')?.value).toBeCloseTo(20 / 28);
  });

  it('are held between 0 and 1, with the raw value beside them', () => {
    const told = report(done(carriedOut(story([{ id: 'T1', estimateMs: 1_000 }]), 'T1', 9_000)));
    expect(figure(told, 'timeline-accuracy')).toMatchObject({ value: 0, note: 'raw value -7.00' });
    expect(figure(told, 'efficiency')).toMatchObject({ value: 0.6, note: 'raw value -2.20' });
  });

  it('say how much was right at once', () => {
    const test: GateResult = { gate: 'test', status: 'failed', durationMs: 10, findings: [] };
    const told = executed(underWay(story([{ id: 'T1' }, { id: 'T2' }]), 'T1'), 'T1');
    validated(told, 'T1', { verdict: 'failed', gates: [test] });
    carriedOut(carriedOut(retried(told, 'T1', 'checks-failed'), 'T1'), 'T2');
    expect(figure(report(told), 'first-attempts')?.value).toBe(0.5);
    expect(figure(report(told), 'quality')?.value).toBeCloseTo(2 / 3);
    expect(report(told).gates).toMatchObject([
      { gate: 'test', runs: 1, failed: 1 },
      { gate: 'scope', runs: 2, passed: 2 },
    ]);
  });

  it('name tokens and cost only where agents reported them', () => {
    const usage = { inputTokens: 100, outputTokens: 50, costUsd: 0.25 };
    const told = underWay(story([{ id: 'T1' }]), 'T1');
    expect(figure(report(told), 'cost')).toBeUndefined();
    executed(told, 'T1', { usage });
    expect(figure(report(told), 'tokens')?.value).toBe(150);
    expect(figure(report(told), 'cost')).toMatchObject({
      value: 0.25,
      formula: 'sum of the 1 of 1 attempts that reported their usage',
    });
  });
});

describe('the lines of tasks', () => {
  const passed = (gate: string): GateResult => ({
    gate,
    status: 'passed',
    durationMs: 1,
    findings: [],
  });

  it('count the gates of the attempt that counts and of its merge', () => {
    const told = executed(underWay(story([{ id: 'T1' }]), 'T1'), 'T1');
    validated(told, 'T1', { verdict: 'failed', gates: [passed('scope'), passed('lint')] });
    executed(underWay(retried(told, 'T1', 'checks-failed'), 'T1'), 'T1');
    validated(told, 'T1', { gates: [passed('scope'), passed('lint'), passed('test')] });
    validated(told, 'T1', { of: 'candidate', gates: [passed('test')] });
    expect(report(told).tasks).toMatchObject([{ gates: '4 passed' }]);
    expect(figure(report(told), 'effort')?.formula).toBe('sum of the durations of 2 attempts');
    retried(told, 'T1', 'checks-failed');
    expect(figure(report(told), 'effort')?.formula).toBe('sum of the durations of 2 attempts');
  });
});

describe('the end of a report', () => {
  it('says how the branch reaches the one that is checked out', () => {
    expect(report(done(carriedOut(story([{ id: 'T1' }]), 'T1')))).toMatchObject({
      merged: 1,
      mergeCommand: 'git merge atms/shop',
      base: hash('a'),
    });
    expect(report(story([{ id: 'T1' }])).mergeCommand).toBeNull();
  });

  it('suggests to scale estimates that are far off', () => {
    const told = carriedOut(story([{ id: 'T1', estimateMs: 7_200_000 }]), 'T1', 4_000);
    expect(report(told).suggestions).toEqual([
      'The actual effort was 1/1800 of the estimated effort: scale the estimates.',
    ]);
  });
});
