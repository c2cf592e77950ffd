import type { EventData, EventType, GateResult } from '@atms/contracts';
import {
  createdTask,
  createRecorder,
  executedAttempt,
  hashOf,
  passingWorkflows,
  requestedWorkflow,
} from '@atms/testkit';
import { restoreTables } from '@atms/eventsourcing';
import { describe, expect, it } from 'vitest';
import { candidate, conflictOf } from '../testing/merges.ts';
import { createGatewayView } from './gateway-view.ts';

function toldView() {
  const view = createGatewayView();
  const record = createRecorder();
  const told = {
    view,
    tell<T extends EventType>(type: T, data: EventData<T>) {
      view.apply(record(type, data));
      return told;
    },
    /** Lets other workflows come and go. */
    pass(workflows: number) {
      for (const event of passingWorkflows(record, workflows)) view.apply(event);
      return told;
    },
  };
  return told
    .tell('workflow.requested', requestedWorkflow())
    .tell('task.created', createdTask())
    .tell('task.created', createdTask({ taskId: 'T2' }));
}

const result: EventData<'validation.result'> = {
  workflowId: 'W',
  taskId: 'T1',
  attempt: 1,
  of: 'attempt',
  commit: hashOf('c'),
  tree: hashOf('d'),
  verdict: 'passed',
  toMerge: true,
  gates: [],
};

describe("the gateway's view", () => {
  it('knows what an attempt left, and when that was decided', () => {
    const { view } = toldView().tell('task.executed', executedAttempt());
    expect(view.executed('T1', 1)).toEqual({
      data: executedAttempt(),
      at: '2030-01-01T00:00:04.000Z',
    });
    expect(view.executed('T1', 2)).toBeUndefined();
  });

  it('knows a result by its tree and by what was validated', () => {
    const { view } = toldView().tell('validation.result', result);
    expect(view.result({ ...result, tree: hashOf('d') })).toEqual(result);
    expect(view.result({ ...result, tree: hashOf('e') })).toBeUndefined();
    expect(view.result({ ...result, of: 'candidate' })).toBeUndefined();
    expect(view.result({ ...result, attempt: 2 })).toBeUndefined();
  });

  it('knows the merge that a line has open until that has its outcome', () => {
    const told = toldView().tell('merge.started', candidate('T1'));
    expect(told.view.openMerge('L')).toEqual(candidate('T1'));
    expect(told.view.openMerges()).toEqual([candidate('T1')]);
    expect(told.view.isSettled('T1', 1)).toBe(false);
    told.tell('merge.applied', candidate('T1'));
    expect(told.view.openMerge('L')).toBeUndefined();
    expect(told.view.isSettled('T1', 1)).toBe(true);
  });

  it('keeps a merge open when another attempt of the line has its outcome', () => {
    const told = toldView()
      .tell('merge.started', candidate('T1'))
      .tell('merge.conflicted', conflictOf(candidate('T2'), 'text'));
    expect(told.view.openMerge('L')).toEqual(candidate('T1'));
    expect(told.view.isSettled('T2', 1)).toBe(true);
  });

  it('knows how many tests a gate ran on a tree, by the first that passed there', () => {
    const counts = { passed: 3, failed: 0, skipped: 1 };
    const test: GateResult = { gate: 'test', status: 'passed', durationMs: 1, findings: [] };
    const ran = (gates: GateResult[], tree = hashOf('d')) =>
      told.tell('validation.result', { ...result, tree, gates });
    const told = toldView();
    ran([{ ...test, status: 'failed', counts: { ...counts, passed: 1 }, definition: 'a' }]);
    expect(told.view.counted(hashOf('d'), 'a')).toBeUndefined();
    ran([{ ...test, counts, definition: 'a' }]);
    ran([{ ...test, counts: { ...counts, passed: 9 }, definition: 'a' }]);
    expect(told.view.counted(hashOf('d'), 'a')).toEqual(counts);
    expect(told.view.counted(hashOf('d'), 'b')).toBeUndefined();
    expect(told.view.counted(hashOf('e'), 'a')).toBeUndefined();
    const restored = createGatewayView();
    expect(restoreTables([restored.tables], structuredClone([told.view.tables]))).toBe(true);
    expect(restored.counted(hashOf('d'), 'a')).toEqual(counts);
    const trees = Array.from({ length: 500 }, (_, at) => at.toString(16).padStart(40, '0'));
    for (const tree of trees) ran([{ ...test, counts, definition: 'a' }], tree);
    expect(told.view.counted(hashOf('d'), 'a')).toBeUndefined();
    expect(told.view.counted(trees[0] ?? '', 'a')).toEqual(counts);
  });

  it('forgets what attempts of a task left that has ended, also what comes after that', () => {
    const told = toldView()
      .tell('task.executed', executedAttempt())
      .tell('validation.result', result)
      .tell('task.completed', { workflowId: 'W', taskId: 'T1', attempt: 1, tree: hashOf('d') });
    const holdsNothing = () => {
      expect(told.view.executed('T1', 1)).toBeUndefined();
      expect(told.view.result(result)).toBeUndefined();
    };
    holdsNothing();
    told.tell('task.executed', executedAttempt()).tell('validation.result', result);
    holdsNothing();
  });

  it('knows a workflow as long as its merge is open, however long ago it ended', () => {
    const told = toldView()
      .tell('merge.started', candidate('T1'))
      .tell('task.cancelled', { workflowId: 'W', taskId: 'T1', attempt: 1, by: 'pat', reason: '' })
      .tell('task.cancelled', { workflowId: 'W', taskId: 'T2', attempt: 1, by: 'pat', reason: '' })
      .tell('workflow.cancelled', { workflowId: 'W', by: 'pat', reason: '' })
      .pass(1_000);
    expect(told.view.workflow('W')?.request.repository).toBe('/repo');
    told.tell('merge.applied', candidate('T1')).pass(1);
    expect(told.view.workflow('W')).toBeUndefined();
    expect(told.view.landed('W')).toBeUndefined();
  });
});
