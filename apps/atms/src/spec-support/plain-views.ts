/** Answers of the API in which nothing is special, for specs that change what they are about. */
import type { ListedTask, TaskView, WorkflowDetail, WorkflowSummary } from '@atms/monitoring';

export const plainTask: TaskView = {
  taskId: 'K1',
  planTaskId: 'T1',
  workflowId: 'W1',
  name: 'Login',
  state: 'queued',
  why: 'waits for T2',
  paused: false,
  attempt: 1,
  agentId: null,
  priority: 'medium',
  parallelGroup: null,
  dependencies: [],
  paths: [],
  estimateMs: 0,
  actualMs: null,
  createdAt: null,
  readyAt: null,
  startedAt: null,
  attemptStartedAt: null,
  executedAt: null,
  endedAt: null,
  endReason: null,
  notBefore: null,
  commit: null,
};

export const plainListedTask: ListedTask = { ...plainTask, workflowName: 'Shop' };

export const plainWorkflow: WorkflowSummary = {
  workflowId: 'W1',
  name: 'Shop',
  goal: '',
  state: 'running',
  paused: false,
  repository: '/shop',
  branch: 'atms/shop',
  base: 'a'.repeat(40),
  requestedAt: '2026-01-02T03:04:05.678Z',
  requestedBy: 'cli:me',
  approvedAt: null,
  approvedBy: null,
  endedAt: null,
  endReason: null,
  progress: { ended: 1, total: 3, percent: 33 },
  tasksByState: {},
};

export const plainWorkflowDetail: WorkflowDetail = {
  ...plainWorkflow,
  tasks: [],
  overallProgress: 33,
  elapsedMs: 60_000,
  waitsForPerson: false,
  waiting: [],
};
