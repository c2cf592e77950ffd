import type { WorkflowRow } from '../projections/tables.ts';

export const workflowStates = [
  'planning',
  'awaiting-approval',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const;
export type WorkflowState = (typeof workflowStates)[number];

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
