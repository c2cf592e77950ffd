import { type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';
import type { AttemptKey } from '../domain/agent.ts';

/** A slot that an attempt has. */
export interface Hold extends AttemptKey {
  readonly agentId: string;
  readonly executorId: string;
  /** The attempt has ended; the slot is free as soon as somebody says so in the log. */
  executed: boolean;
}

export interface KnownAgent {
  readonly agentId: string;
  readonly executorId: string;
  readonly kind: string;
  readonly slots: number;
  readonly skills: readonly string[];
  online: boolean;
  drained: boolean;
  readonly holds: Map<string, Hold>;
}

export function attemptName(key: { readonly taskId: string; readonly attempt: number }): string {
  return `${key.taskId}/${key.attempt}`;
}

/** Agents, and who holds their slots. */
export interface AgentRoster extends View {
  agents(): readonly KnownAgent[];
  holdsOf(taskId: string): readonly Hold[];
}

export function createAgentRoster(): AgentRoster {
  const agents = new Map<string, KnownAgent>();
  return {
    apply(event) {
      if (isEvent(event, 'agent.registered')) register(agents, event.data);
      applyAvailability(agents, event);
      applyHolds(agents, event);
    },
    agents: () => [...agents.values()],
    holdsOf: (taskId) =>
      [...agents.values()].flatMap((agent) =>
        [...agent.holds.values()].filter((hold) => hold.taskId === taskId),
      ),
  };
}

function register(agents: Map<string, KnownAgent>, data: EventData<'agent.registered'>): void {
  const holds = agents.get(data.agentId)?.holds ?? new Map<string, Hold>();
  agents.set(data.agentId, { ...data, online: true, drained: false, holds });
}

function applyAvailability(agents: Map<string, KnownAgent>, event: RecordedEvent): void {
  if (!isEvent(event, 'agent.online', 'agent.offline', 'agent.drained')) return;
  const agent = agents.get(event.data.agentId);
  if (agent === undefined) return;
  if (event.type === 'agent.drained') agent.drained = true;
  else agent.online = event.type === 'agent.online';
}

function applyHolds(agents: Map<string, KnownAgent>, event: RecordedEvent): void {
  if (!isEvent(event, 'agent.assigned', 'agent.released', 'task.executed')) return;
  const holds = agents.get(event.data.agentId)?.holds;
  const name = attemptName(event.data);
  if (event.type === 'agent.assigned') {
    const { agentId, executorId, workflowId, taskId, attempt } = event.data;
    holds?.set(name, { agentId, executorId, workflowId, taskId, attempt, executed: false });
  }
  if (event.type === 'agent.released') holds?.delete(name);
  const hold = event.type === 'task.executed' ? holds?.get(name) : undefined;
  if (hold !== undefined) hold.executed = true;
}
