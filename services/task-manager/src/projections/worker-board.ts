/** Agents, and who of them has worked or works on which task, folded from the log. */
import {
  type AgentAbility,
  canDo,
  type EventData,
  hasAttempt,
  isEvent,
  type KnownTask,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, KeptView } from '@atms/eventsourcing';

export interface WorkerBoard extends KeptView {
  /** Agents that have worked on the task since the ladder began, in order, without repeats. */
  agentsOf(taskId: string): readonly string[];
  /** Whether an agent other than the one that the ladder began with could do it. */
  hasAnotherAgent(taskId: string): boolean;
  /** The current attempt, when an agent of another kind has it: assigned, at work, or with its work done. */
  attemptWithOthers(taskId: string, kind: string): number | undefined;
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
    tables: { agents, workers, taken: taken.tables },
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
    attemptWithOthers(taskId, kind) {
      const task = atWork(taskId);
      if (task === undefined) return undefined;
      const holder = taken.of(task);
      // One that was drained is known no more: whoever asks for its kind wants another one.
      const isOthers =
        holder === undefined ? task.started : agents.get(holder.agentId)?.kind !== kind;
      return isOthers ? task.attempt : undefined;
    },
    isMisplaced(taskId) {
      const task = atWork(taskId);
      const holder = task && taken.of(task);
      if (task === undefined || holder === undefined || holder.isDone) return false;
      const agent = agents.get(holder.agentId);
      return agent !== undefined && !canDo(agent, task.spec);
    },
  };
}

type Given = Pick<EventData<'agent.assigned'>, 'taskId' | 'attempt' | 'agentId'>;

interface Taken {
  readonly attempt: number;
  readonly agentId: string;
  readonly isStarted: boolean;
  /** The slot was given back because the work was. */
  readonly isDone: boolean;
}

/** Which agent has the latest attempt of each task, or had it to the end of the work. */
function createTaken() {
  const byTask = new Map<string, Taken>();
  const take = (given: Given, isStarted: boolean) => {
    const { taskId, attempt, agentId } = given;
    byTask.set(taskId, { attempt, agentId, isStarted, isDone: false });
  };
  const giveBack = ({ taskId, attempt, agentId, reason }: EventData<'agent.released'>) => {
    const known = byTask.get(taskId);
    // A slot may be given back long after the next attempt has begun.
    if (known?.agentId !== agentId || known.attempt !== attempt) return;
    if (reason === 'executed') byTask.set(taskId, { ...known, isDone: true });
    else byTask.delete(taskId);
  };
  return {
    tables: { byTask },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.started')) take(event.data, true);
      if (isEvent(event, 'agent.assigned')) {
        const known = byTask.get(event.data.taskId);
        // Of two assignments of one attempt the other one is void.
        if (known?.attempt !== event.data.attempt || !known.isStarted) take(event.data, false);
      }
      if (isEvent(event, 'agent.released')) giveBack(event.data);
      if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
        byTask.delete(event.data.taskId);
      }
    },
    of({ taskId, attempt }: KnownTask): Taken | undefined {
      const taken = byTask.get(taskId);
      return taken?.attempt === attempt ? taken : undefined;
    },
  };
}
