/** Agents, and who of them has worked or works on which task, folded from the log. */
import {
  type AgentAbility,
  canDo,
  hasAttempt,
  isEvent,
  type KnownTask,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

export interface WorkerBoard extends View {
  /** Agents that have worked on the task since the ladder began, in order, without repeats. */
  agentsOf(taskId: string): readonly string[];
  /** Whether an agent other than the one that the ladder began with could do it. */
  hasAnotherAgent(taskId: string): boolean;
  /** Whether an agent has the current attempt: assigned, at work, or with its work done. */
  isUnderWay(taskId: string): boolean;
  /** Whether the agent that has the current attempt cannot do what the task asks for: it was changed meanwhile. */
  isMisplaced(taskId: string): boolean;
}

export function createWorkerBoard(index: Pick<TaskIndex, 'task'>): WorkerBoard {
  const agents = new Map<string, AgentAbility>();
  const workers = new Map<string, string[]>();
  const taken = createTaken();
  const agentsOf = (taskId: string) => workers.get(taskId) ?? [];
  const atWork = (taskId: string): KnownTask | undefined => {
    const task = index.task(taskId);
    return task !== undefined && hasAttempt(task) ? task : undefined;
  };
  return {
    apply(event) {
      taken.apply(event);
      if (isEvent(event, 'agent.registered')) agents.set(event.data.agentId, event.data);
      if (isEvent(event, 'agent.drained')) agents.delete(event.data.agentId);
      if (isEvent(event, 'task.retried') && event.data.cause === 'person') {
        workers.delete(event.data.taskId);
      }
      if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
        workers.delete(event.data.taskId);
      }
      if (isEvent(event, 'task.started')) {
        const { taskId, agentId } = event.data;
        const before = agentsOf(taskId);
        if (!before.includes(agentId)) workers.set(taskId, [...before, agentId]);
      }
    },
    agentsOf,
    hasAnotherAgent(taskId) {
      const task = index.task(taskId);
      if (task === undefined) return false;
      const [first] = agentsOf(taskId);
      return [...agents.values()].some(
        (agent) => agent.agentId !== first && canDo(agent, task.spec),
      );
    },
    isUnderWay(taskId) {
      const task = atWork(taskId);
      return task !== undefined && (task.started || taken.by(task) !== undefined);
    },
    isMisplaced(taskId) {
      const task = atWork(taskId);
      const agent = task && agents.get(taken.by(task) ?? '');
      return task !== undefined && agent !== undefined && !canDo(agent, task.spec);
    },
  };
}

/** Attempts that an agent was given and has not given back. */
function createTaken() {
  const byTask = new Map<string, { readonly attempt: number; readonly agentId: string }>();
  return {
    apply(event: RecordedEvent) {
      if (isEvent(event, 'agent.assigned', 'task.started')) {
        byTask.set(event.data.taskId, event.data);
      }
      if (isEvent(event, 'agent.released')) {
        const { taskId, agentId } = event.data;
        if (byTask.get(taskId)?.agentId === agentId) byTask.delete(taskId);
      }
    },
    by({ taskId, attempt }: KnownTask): string | undefined {
      const taken = byTask.get(taskId);
      return taken?.attempt === attempt ? taken.agentId : undefined;
    },
  };
}
