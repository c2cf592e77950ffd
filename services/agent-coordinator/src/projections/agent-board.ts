/**
 * Agents, who holds their slots, and which ready attempts wait for one.
 * Folded from the log; every replica has its own. Waiting attempts stand in the order in which they became ready.
 */
import { createTaskIndex, type EventData, isEvent, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';
import type { AttemptKey } from '../domain/agent.ts';
import { createPerformance } from './agent-performance.ts';

export interface Hold extends AttemptKey {
  readonly agentId: string;
  readonly executorId: string;
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

export interface AgentBoard extends View, Omit<TaskIndex, 'apply'> {
  agents(): readonly KnownAgent[];
  waiting(): readonly AttemptKey[];
  holdsOf(taskId: string): readonly Hold[];
  /** The agent that started the attempt, when one did. */
  starterOf(taskId: string, attempt: number): string | undefined;
  performanceOf(agentId: string): number;
}

export function attemptName(key: { readonly taskId: string; readonly attempt: number }): string {
  return `${key.taskId}/${key.attempt}`;
}

export function createAgentBoard(): AgentBoard {
  const index = createTaskIndex();
  const agents = new Map<string, KnownAgent>();
  const waiting = new Map<string, AttemptKey>();
  const starters = new Map<string, string>();
  const performance = createPerformance();

  const register = (data: EventData<'agent.registered'>) => {
    const holds = agents.get(data.agentId)?.holds ?? new Map<string, Hold>();
    agents.set(data.agentId, { ...data, online: true, drained: false, holds });
  };
  const applyAgents = (event: RecordedEvent) => {
    if (isEvent(event, 'agent.registered')) register(event.data);
    if (isEvent(event, 'agent.online', 'agent.offline')) {
      const agent = agents.get(event.data.agentId);
      if (agent !== undefined) agent.online = event.type === 'agent.online';
    }
    if (isEvent(event, 'agent.drained')) {
      const agent = agents.get(event.data.agentId);
      if (agent !== undefined) agent.drained = true;
    }
    if (isEvent(event, 'agent.released')) {
      agents.get(event.data.agentId)?.holds.delete(attemptName(event.data));
    }
    if (isEvent(event, 'agent.assigned')) {
      const { agentId, executorId, workflowId, taskId, attempt } = event.data;
      const hold = { agentId, executorId, workflowId, taskId, attempt, executed: false };
      agents.get(agentId)?.holds.set(attemptName(hold), hold);
      waiting.delete(attemptName(hold));
    }
  };
  const applyAttempts = (event: RecordedEvent) => {
    if (isEvent(event, 'task.ready')) {
      const { workflowId, taskId, attempt } = event.data;
      waiting.set(attemptName(event.data), { workflowId, taskId, attempt });
    }
    if (isEvent(event, 'task.started')) starters.set(attemptName(event.data), event.data.agentId);
    if (isEvent(event, 'task.executed')) {
      const hold = agents.get(event.data.agentId)?.holds.get(attemptName(event.data));
      if (hold !== undefined) hold.executed = true;
    }
    if (isEvent(event, 'queue.removed')) forget(event.data.taskId, event.data.attempt);
  };
  const forget = (taskId: string, attempts: number) => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      waiting.delete(attemptName({ taskId, attempt }));
    }
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      applyAgents(event);
      applyAttempts(event);
      performance.apply(event);
    },
    agents: () => [...agents.values()],
    waiting: () => [...waiting.values()],
    holdsOf: (taskId) =>
      [...agents.values()].flatMap((agent) =>
        [...agent.holds.values()].filter((hold) => hold.taskId === taskId),
      ),
    starterOf: (taskId, attempt) => starters.get(attemptName({ taskId, attempt })),
    performanceOf: performance.of,
  };
}
