import { changesOf, handledBy } from './changes.ts';
import { tasksTable, workflowsTable } from './work-tables.ts';

const workflows = changesOf(workflowsTable);
const tasks = changesOf(tasksTable);

export const projectWorkflows = handledBy({
  'workflow.requested': (data, { position, metadata }) => [
    workflows.append({
      workflowId: data.workflowId,
      name: data.name,
      goal: data.goal,
      planHash: data.planHash,
      repository: data.repository,
      branch: data.branch,
      base: data.base,
      lineId: data.lineId,
      requestedBy: data.by,
      life: 'requested',
      paused: 0,
      requestedPosition: position,
      requestedAt: metadata.time,
      approvedAt: null,
      approvedBy: null,
      approvedPolicy: null,
      endedAt: null,
      endReason: null,
    }),
  ],
  'workflow.planned': ({ workflowId }) => [
    workflows.update({ workflowId, life: 'requested' }, { life: 'planned' }),
  ],
  'workflow.approved': ({ workflowId, by, policy }, { metadata }) => [
    workflows.update(
      { workflowId, endedAt: null },
      {
        life: 'approved',
        approvedAt: metadata.time,
        approvedBy: by,
        approvedPolicy: policy ?? null,
      },
    ),
  ],
  'workflow.paused': ({ workflowId }) => [workflows.update({ workflowId }, { paused: 1 })],
  'workflow.resumed': ({ workflowId }) => [workflows.update({ workflowId }, { paused: 0 })],
  'workflow.completed': ({ workflowId }, { metadata }) => [
    end(workflowId, { life: 'completed', endedAt: metadata.time, endReason: null }),
  ],
  'workflow.failed': ({ workflowId, reason }, { metadata }) => [
    end(workflowId, { life: 'failed', endedAt: metadata.time, endReason: reason }),
  ],
  'workflow.cancelled': ({ workflowId, reason }, { metadata }) => [
    end(workflowId, { life: 'cancelled', endedAt: metadata.time, endReason: reason }),
    // What was planned and never created has nobody else to end it.
    tasks.update(
      { workflowId, state: 'planned' },
      { state: 'cancelled', ended: 1, endedAt: metadata.time, endReason: reason },
    ),
  ],
});

interface End {
  readonly life: string;
  readonly endedAt: string;
  readonly endReason: string | null;
}

/** Ends are final: the first one stays. */
function end(workflowId: string, set: End) {
  return workflows.update({ workflowId, endedAt: null }, { ...set });
}
