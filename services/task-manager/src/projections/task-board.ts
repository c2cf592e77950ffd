/**
 * What the task-manager needs across streams: workflows with their tasks, agents, attempts' agents, open approvals.
 * Folded from the log; every replica has its own.
 */
import {
  type AgentAbility,
  canDo,
  createTaskIndex,
  hasAttempt,
  isEvent,
  type KnownWorkflow,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';
import { type ApprovalBoard, createApprovalBoard } from './approval-board.ts';

export interface TaskBoard extends View, Omit<TaskIndex, 'apply'>, Omit<ApprovalBoard, 'apply'> {
  /** Agents that have worked on the task since the ladder began, in order, without repeats. */
  agentsOf(taskId: string): readonly string[];
  /** Whether an agent other than the one that the ladder began with could do it. */
  hasAnotherAgent(taskId: string): boolean;
  /** Whether an agent has the current attempt: assigned, at work, or with its work done. */
  isUnderWay(taskId: string): boolean;
  /** Whether the agent that has the current attempt cannot do what the task asks for: it was changed meanwhile. */
  isMisplaced(taskId: string): boolean;
  /** Outcomes of merges whose task is accepted still: what they mean for it was not decided. */
  unheardOutcomes(): readonly RecordedEvent[];
  /** The workflow that a command began. */
  begunBy(commandId: string): KnownWorkflow | undefined;
}

export function createTaskBoard(): TaskBoard {
  const index = createTaskIndex();
  const agents = new Map<string, AgentAbility>();
  const workers = new Map<string, string[]>();
  const taken = createTaken();
  const approvals = createApprovalBoard(index);
  const begun = new Map<string, string>();
  const outcomes = createOutcomes(index);
  const agentsOf = (taskId: string) => workers.get(taskId) ?? [];

  const applyAgents = (event: RecordedEvent) => {
    if (isEvent(event, 'agent.registered')) agents.set(event.data.agentId, event.data);
    if (isEvent(event, 'agent.drained')) agents.delete(event.data.agentId);
    if (isEvent(event, 'task.retried') && event.data.cause === 'person') {
      workers.delete(event.data.taskId);
    }
    if (isEvent(event, 'task.started')) {
      const { taskId, agentId } = event.data;
      const before = agentsOf(taskId);
      if (!before.includes(agentId)) workers.set(taskId, [...before, agentId]);
    }
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      if (isEvent(event, 'workflow.requested')) {
        begun.set(event.metadata.commandId, event.data.workflowId);
      }
      applyAgents(event);
      taken.apply(event);
      approvals.apply(event);
      outcomes.apply(event);
    },
    agentsOf,
    isUnderWay: (taskId) => {
      const task = index.task(taskId);
      if (task === undefined || !hasAttempt(task)) return false;
      return task.started || taken.by(taskId, task.attempt) !== undefined;
    },
    isMisplaced(taskId) {
      const task = index.task(taskId);
      if (task === undefined || !hasAttempt(task)) return false;
      const agent = agents.get(taken.by(taskId, task.attempt) ?? '');
      return agent !== undefined && !canDo(agent, task.spec);
    },
    hasAnotherAgent(taskId) {
      const task = index.task(taskId);
      if (task === undefined) return false;
      const [first] = agentsOf(taskId);
      return [...agents.values()].some(
        (agent) => agent.agentId !== first && canDo(agent, task.spec),
      );
    },
    openApprovals: approvals.openApprovals,
    voidApprovals: approvals.voidApprovals,
    askedBefore: approvals.askedBefore,
    unheardOutcomes: outcomes.unheard,
    begunBy: (commandId) => index.workflow(begun.get(commandId) ?? ''),
  };
}

/** Of merges, as long as their task has not moved on; few at any time. */
function createOutcomes({ task }: Pick<TaskIndex, 'task'>) {
  const byTask = new Map<string, RecordedEvent>();
  return {
    apply(event: RecordedEvent) {
      if (isEvent(event, 'merge.applied', 'merge.conflicted')) {
        const { taskId, attempt } = event.data;
        const known = task(taskId);
        if (known?.life === 'accepted' && known.attempt === attempt) byTask.set(taskId, event);
      }
      if (isEvent(event, 'task.completed', 'task.retried', 'task.escalated', 'task.failed')) {
        byTask.delete(event.data.taskId);
      }
    },
    unheard: () => [...byTask.values()],
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
    by(taskId: string, attempt: number): string | undefined {
      const taken = byTask.get(taskId);
      return taken?.attempt === attempt ? taken.agentId : undefined;
    },
  };
}
