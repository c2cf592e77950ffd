import { type EventData, type EventOf, isEvent } from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
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
export interface AgentRoster extends KeptView {
  agents(): readonly KnownAgent[];
  holdsOf(taskId: string): readonly Hold[];
}

export function createAgentRoster(): AgentRoster {
  const agents = new Map<string, KnownAgent>();
  /** The same holds as the agents have, by task. */
  const byTask = new Map<string, readonly Hold[]>();
  return {
    tables: { agents, byTask },
    apply(event) {
      if (isEvent(event, 'agent.registered')) register(agents, event.data);
      applyAvailability(agents, event);
      if (!isEvent(event, 'agent.assigned', 'agent.released', 'task.executed')) return;
      const holds = agents.get(event.data.agentId)?.holds;
      if (holds === undefined) return;
      const before = holds.get(attemptName(event.data));
      applyHolds(holds, event);
      replace(byTask, before, holds.get(attemptName(event.data)));
    },
    agents: () => [...agents.values()],
    holdsOf: (taskId) => byTask.get(taskId) ?? [],
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

type HoldEvent = 'agent.assigned' | 'agent.released' | 'task.executed';

function applyHolds(holds: Map<string, Hold>, event: EventOf<HoldEvent>): void {
  const name = attemptName(event.data);
  if (event.type === 'agent.assigned') {
    const { agentId, executorId, workflowId, taskId, attempt } = event.data;
    holds.set(name, { agentId, executorId, workflowId, taskId, attempt, executed: false });
  }
  if (event.type === 'agent.released') holds.delete(name);
  const hold = event.type === 'task.executed' ? holds.get(name) : undefined;
  if (hold !== undefined) hold.executed = true;
}

function replace(
  byTask: Map<string, readonly Hold[]>,
  before: Hold | undefined,
  after: Hold | undefined,
): void {
  const taskId = before?.taskId ?? after?.taskId;
  if (taskId === undefined || before === after) return;
  const others = (byTask.get(taskId) ?? []).filter((hold) => hold !== before);
  const holds = after === undefined ? others : [...others, after];
  if (holds.length === 0) byTask.delete(taskId);
  else byTask.set(taskId, holds);
}
