import { describe, expect, it } from 'vitest';
import type { StatusView, WaitingItem, WorkflowSummary } from '@atms/monitoring';
import { plainWorkflow } from '../spec-support/plain-views.ts';
import { createColours, escape } from './colours.ts';
import { statusText } from './status-text.ts';

const style = {
  colours: createColours(false),
  called: (command: string) => command.replace(/^atms/, 'node bin/atms.mjs'),
};
const nothing: StatusView = {
  workflows: [],
  running: [],
  waiting: [],
  agents: [],
  deadLetters: [],
};

const workflow: WorkflowSummary = { ...plainWorkflow, name: `Shop${escape}[2J` };

const waiting: WaitingItem = {
  kind: 'approval',
  id: 'A1',
  workflowId: 'W1',
  workflowName: 'Shop',
  taskId: 'X',
  planTaskId: 'T2',
  what: 'T2 asks for leave to deploy:\nnow',
  commands: ['atms approve A1', 'atms reject A1'],
};

describe('the status', () => {
  it('shows what there is, on single lines, with commands as the person calls them', () => {
    const status = { ...nothing, workflows: [workflow], waiting: [waiting] };
    expect(statusText(status, style).split('\n')).toEqual([
      'Workflows',
      '  W1  Shop  running  1 of 3 tasks  atms/shop',
      '',
      'Waiting for a person',
      '  T2 asks for leave to deploy: now',
      '    node bin/atms.mjs approve A1',
      '    node bin/atms.mjs reject A1',
    ]);
  });

  it('counts the completed tasks of a workflow that has ended', () => {
    const ended: WorkflowSummary = {
      ...workflow,
      state: 'cancelled',
      endedAt: '2026-01-02T04:04:05.678Z',
      progress: { ended: 5, total: 5, percent: 20 },
      tasksByState: { completed: 1, cancelled: 4 },
    };
    expect(statusText({ ...nothing, workflows: [ended] }, style)).toContain(
      'cancelled  1 of 5 tasks completed',
    );
  });

  it('shows each message that nobody could handle, with the command that tries it again', () => {
    const letter = {
      consumer: 'queue__executor',
      eventId: 'E1',
      eventType: 'task.executed',
      error: `it broke${escape}[2J`,
      recordedAt: '2026-01-02T03:04:05.678Z',
      workflowId: null,
      taskId: null,
      command: 'atms redrive queue__executor E1',
    };
    const status = { ...nothing, workflows: [workflow], deadLetters: [letter] };
    expect(statusText(status, style).split('\n').slice(-3)).toEqual([
      'Messages that nobody could handle',
      '  queue__executor gave up on task.executed: it broke',
      '    node bin/atms.mjs redrive queue__executor E1',
    ]);
  });

  it('says how to begin where nothing was run', () => {
    expect(statusText(nothing, style)).toContain('node bin/atms.mjs run PLAN.yaml');
  });
});
