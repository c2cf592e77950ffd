import type { WorkflowRow } from '../projections/tables.ts';

export type WorkflowState =
  | 'planning'
  | 'awaiting-approval'
  | 'running'
  | 'paused'
  | 'completed'
  | 'failed'
  | 'cancelled';

const stateOfLife: Readonly<Record<string, WorkflowState>> = {
  requested: 'planning',
  planned: 'awaiting-approval',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** How people see a workflow: paused only while it could go on. */
export function workflowStateOf({ life, paused }: WorkflowRow): WorkflowState {
  return stateOfLife[life] ?? (paused === 1 ? 'paused' : 'running');
}
