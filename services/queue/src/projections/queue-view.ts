/** What the queue needs across streams: tasks as decided, entries as queued, and what waits for its time. */
import {
  createTaskIndex,
  type EventData,
  hasEnded,
  isEvent,
  type KnownTask,
  type TaskIndex,
} from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import type { Pauses } from '../domain/line-messages.ts';
import { type PlanWeight, planWeights } from '../domain/plan-weights.ts';

/** An entry that becomes ready only after an instant; where it stands in the log names its wake-up. */
export interface BackingOff {
  readonly data: EventData<'task.queued'>;
  readonly notBefore: string;
  readonly stream: string;
  readonly revision: number;
}

export interface QueueView extends KeptView, Omit<TaskIndex, 'apply' | 'tables'> {
  /** The attempt that is queued or ready, when there is one. */
  queuedAttempt(taskId: string): number | undefined;
  backingOff(): Iterable<BackingOff>;
  /** Tasks that have not ended, and those that have and are queued still. */
  unsettledTasks(): Iterable<KnownTask>;
  /** The same as before as long as nothing was paused or resumed. */
  pauses(): Pauses;
  /** Undefined for a task that no plan names. */
  weightInPlan(taskId: string): PlanWeight | undefined;
  /** Whether a plan names the task: it exists once the workflow is approved. */
  isPlanned(taskId: string): boolean;
}

export function createQueueView(): QueueView {
  const attempts = new Map<string, number>();
  const index = createTaskIndex({
    // Whoever takes the entry off has to know the end of its task.
    mayForget: ({ tasks }) => [...tasks.keys()].every((taskId) => !attempts.has(taskId)),
  });
  const backingOff = new Map<string, BackingOff>();
  const pauses = createPauses();
  const plans = createPlans(index);

  const applyEntries = (event: RecordedEvent) => {
    if (isEvent(event, 'task.queued', 'task.ready', 'queue.removed')) {
      backingOff.delete(event.data.taskId);
    }
    if (isEvent(event, 'task.queued')) {
      const { stream, revision, data } = event;
      const { taskId, attempt, notBefore } = data;
      attempts.set(taskId, attempt);
      if (notBefore !== undefined) backingOff.set(taskId, { data, notBefore, stream, revision });
    }
    if (isEvent(event, 'queue.removed')) attempts.delete(event.data.taskId);
  };
  return {
    ...index,
    tables: {
      index: index.tables,
      attempts,
      backingOff,
      pauses: pauses.tables,
      plans: plans.tables,
    },
    apply(event) {
      index.apply(event);
      applyEntries(event);
      pauses.apply(event);
      plans.apply(event);
    },
    queuedAttempt: (taskId) => attempts.get(taskId),
    backingOff: () => backingOff.values(),
    *unsettledTasks() {
      yield* index.openTasks();
      for (const taskId of attempts.keys()) {
        const task = index.task(taskId);
        if (task !== undefined && hasEnded(task)) yield task;
      }
    },
    pauses: pauses.now,
    weightInPlan: plans.weight,
    isPlanned: plans.names,
  };
}

function createPauses() {
  const workflows = new Set<string>();
  const tasks = new Set<string>();
  let now: Pauses | undefined;
  const apply = (event: RecordedEvent) => {
    if (!isEvent(event, ...pauseEvents)) return;
    now = undefined;
    if (event.type === 'workflow.paused') workflows.add(event.data.workflowId);
    if (event.type === 'workflow.resumed') workflows.delete(event.data.workflowId);
    if (event.type === 'task.paused') tasks.add(event.data.taskId);
    if (event.type === 'task.resumed') tasks.delete(event.data.taskId);
  };
  return {
    tables: { workflows, tasks },
    apply,
    now: () => (now ??= { workflows: new Set(workflows), tasks: new Set(tasks) }),
  };
}

const pauseEvents = ['workflow.paused', 'workflow.resumed', 'task.paused', 'task.resumed'] as const;

/**
 * Plans of workflows that have not ended, as they are planned and extended; their weights are worked out when somebody
 * asks, once for each plan.
 */
function createPlans(index: TaskIndex) {
  const workflowOf = new Map<string, string>();
  const tasksOf = new Map<string, string[]>();
  const weights = new Map<string, ReadonlyMap<string, PlanWeight>>();
  const add = (workflowId: string, taskIds: readonly string[]) => {
    const known = tasksOf.get(workflowId) ?? [];
    known.push(...taskIds);
    tasksOf.set(workflowId, known);
    for (const taskId of taskIds) workflowOf.set(taskId, workflowId);
    weights.delete(workflowId);
  };
  const forget = (workflowId: string) => {
    for (const taskId of tasksOf.get(workflowId) ?? []) workflowOf.delete(taskId);
    tasksOf.delete(workflowId);
    weights.delete(workflowId);
  };
  return {
    tables: { workflowOf, tasksOf },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'workflow.planned', 'workflow.extended')) {
        const { workflowId, tasks } = event.data;
        add(
          workflowId,
          tasks.map(({ taskId }) => taskId),
        );
      }
      if (isEvent(event, 'workflow.completed', 'workflow.failed', 'workflow.cancelled')) {
        forget(event.data.workflowId);
      }
    },
    names: (taskId: string) => workflowOf.has(taskId),
    weight(taskId: string): PlanWeight | undefined {
      const workflowId = workflowOf.get(taskId);
      if (workflowId === undefined) return undefined;
      const known =
        weights.get(workflowId) ?? planWeights(index.workflow(workflowId)?.planned ?? []);
      weights.set(workflowId, known);
      return known.get(taskId);
    },
  };
}
