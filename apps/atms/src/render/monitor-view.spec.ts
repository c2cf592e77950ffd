import { describe, expect, it } from 'vitest';
import type { StatusView, TaskView, WorkflowDetail } from '@atms/monitoring';
import { plainTask, plainWorkflowDetail } from '../spec-support/plain-views.ts';
import { createColours, escape } from './colours.ts';
import { monitorLines } from './monitor-view.ts';
import type { MonitorState } from './monitor-view.ts';
import { widthOf } from './width.ts';

const nowMs = Date.parse('2026-01-02T03:05:00.000Z');

const task: TaskView = {
  ...plainTask,
  taskId: 'X1',
  name: 'Schema',
  state: 'running',
  why: 'local.shell works on attempt 1',
  agentId: 'local.shell',
  attemptStartedAt: '2026-01-02T03:04:20.000Z',
  live: { lastLine: `compiling${escape}[2J`, percent: null },
};

const workflow: WorkflowDetail = {
  ...plainWorkflowDetail,
  progress: { ended: 1, total: 2, percent: 50 },
  tasks: [task, { ...task, planTaskId: 'T2', name: 'Login', state: 'queued', why: 'waits for T1' }],
  overallProgress: 50,
  elapsedMs: 1_000,
  remainingMs: 42_000,
  waitsForPerson: false,
  waiting: [],
};

const status: StatusView = {
  workflows: [workflow],
  running: [task],
  waiting: [
    {
      kind: 'approval',
      id: 'A1',
      workflowId: 'W1',
      workflowName: 'Shop',
      taskId: 'X3',
      planTaskId: 'T3',
      what: 'T3 asks for leave to deploy',
      commands: ['atms approve A1', 'atms reject A1'],
    },
  ],
  agents: [
    {
      agentId: 'local.shell',
      kind: 'shell',
      state: 'online',
      reason: null,
      slots: 1,
      slotsUsed: 1,
      skills: [],
    },
  ],
  deadLetters: [],
};

const state: MonitorState = { status, open: [workflow], folder: '/shop', pid: 42, nowMs };
const frame = {
  columns: 80,
  rows: 24,
  colours: createColours(false),
  called: (command: string) => command,
};

describe('the monitor', () => {
  it('shows what waits, how far it is, what is said, the queue and the agents', () => {
    const lines = monitorLines(state, frame);
    expect(lines[0]).toMatch(/^atms {2}\/shop {2}process 42 works here {2}\d\d:\d\d:\d\d$/);
    expect(lines.slice(1)).toEqual([
      '',
      'Waiting for a person',
      '! T3 asks for leave to deploy',
      '    atms approve A1',
      '    atms reject A1',
      '',
      'Workflows',
      '  Shop  ██████████░░░░░░░░░░ 1 of 2 tasks · running · about 42s left',
      '',
      'Under way',
      '  T1 Schema  running  local.shell  40s  compiling',
      '',
      'In the queue: 1 task, 0 ready',
      '  T2 Login  waits for T1',
      '',
      'Agents',
      '  local.shell  online  1 of 1 slot',
      'q leaves this view; the work goes on',
    ]);
  });

  it('says so when nobody works here', () => {
    const { pid: _nobody, ...left } = state;
    expect(monitorLines(left, frame)[0]).toContain('nobody works here now');
  });

  it.each([
    [80, 12],
    [40, 24],
    [20, 5],
    [10, 1],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    const queue = Array.from({ length: 50 }, (_, index) => ({
      ...task,
      planTaskId: `T${index + 10}`,
      state: 'ready' as const,
    }));
    const many = { ...state, open: [{ ...workflow, tasks: queue }] };
    const lines = monitorLines(many, { ...frame, columns, rows });
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
  });

  it('cuts the longest section, and says how much is left out', () => {
    const queue = Array.from({ length: 50 }, () => ({ ...task, state: 'ready' as const }));
    const lines = monitorLines({ ...state, open: [{ ...workflow, tasks: queue }] }, frame);
    expect(lines).toContain('In the queue: 50 tasks, 50 ready');
    expect(lines.find((line) => line.startsWith('  and '))).toBe('  and 45 more');
    expect(lines.at(-1)).toContain('q leaves');
  });
});
