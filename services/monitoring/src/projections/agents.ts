import type { RecordedEvent, RowChange } from '@atms/eventsourcing';
import { changesOf, handledBy } from './changes.ts';
import { agentsTable, assignmentsTable } from './work-tables.ts';

const agents = changesOf(agentsTable);
const assignments = changesOf(assignmentsTable);

/** Who can work, and who holds a slot. A slot is held until the attempt's work ended or the slot was given back. */
export const projectAgents = handledBy({
  'agent.registered': ({ agentId, executorId, kind, slots, skills }, { metadata }) => [
    agents.upsert({
      agentId,
      executorId,
      kind,
      slots,
      skills: JSON.stringify(skills),
      state: 'online',
      reason: null,
      since: metadata.time,
    }),
  ],
  'agent.online': ({ agentId }, event) => [stateIs(event, agentId, { state: 'online' })],
  'agent.offline': ({ agentId, reason }, event) => [
    stateIs(event, agentId, { state: 'offline', reason }),
  ],
  'agent.drained': ({ agentId, by }, event) => [
    stateIs(event, agentId, { state: 'drained', reason: `by ${by}` }),
  ],
  'agent.assigned': ({ taskId, attempt, agentId, workflowId, score }, { metadata }) => [
    assignments.upsert({
      taskId,
      attempt,
      agentId,
      workflowId,
      assignedAt: metadata.time,
      score: score.total,
      releasedAt: null,
      reason: null,
    }),
  ],
  'task.executed': (data, event) => [release(data, 'executed', event)],
  'agent.released': (data, event) => [release(data, data.reason, event)],
});

function stateIs(
  { metadata }: RecordedEvent,
  agentId: string,
  now: { readonly state: string; readonly reason?: string },
): RowChange {
  return agents.update({ agentId }, { reason: null, ...now, since: metadata.time });
}

function release(
  held: { readonly taskId: string; readonly attempt: number; readonly agentId: string },
  reason: string,
  { metadata }: RecordedEvent,
): RowChange {
  const { taskId, attempt, agentId } = held;
  return assignments.update(
    { taskId, attempt, agentId, releasedAt: null },
    { releasedAt: metadata.time, reason },
  );
}
