import type { EventData, EventType, TaskSpec } from '@atms/contracts';
import {
  createdTask,
  createRecorder,
  executedAttempt,
  hashOf,
  passingWorkflows,
  requestedWorkflow,
} from '@atms/testkit';
import { createAssignments } from '../projections/assignments.ts';

export function key(taskId = 'T1', attempt = 1) {
  return { workflowId: 'W', taskId, attempt };
}

export function assignedTo(
  agentId: string,
  change: Partial<EventData<'agent.assigned'>> = {},
): EventData<'agent.assigned'> {
  return {
    ...key(),
    agentId,
    executorId: agentId.split('.')[0] ?? '',
    score: { total: 1, performance: 1, load: 0 },
    fallbacks: [],
    leaseMs: 30_000,
    ...change,
  };
}

export function startOf(
  change: Partial<EventData<'task.started'>> = {},
): EventData<'task.started'> {
  const { agentId = 'local.shell' } = change;
  const executorId = agentId.split('.')[0] ?? '';
  return { ...key(), agentId, executorId, base: hashOf('a'), start: hashOf('a'), ...change };
}

/** The view of the executor `local`, which is told what happened. Workflow W is known. */
export function toldView() {
  const view = createAssignments('local');
  const record = createRecorder();
  const told = {
    view,
    tell<T extends EventType>(type: T, data: EventData<T>) {
      view.apply(record(type, data));
      return told;
    },
    /** Lets other workflows come and go. */
    pass(count: number) {
      for (const event of passingWorkflows(record, count)) view.apply(event);
      return told;
    },
    task: (taskId: string, change: Partial<TaskSpec> = {}) =>
      told.tell('task.created', createdTask({ ...change, taskId })),
    assigned: (agentId: string, change: Partial<EventData<'agent.assigned'>> = {}) =>
      told.tell('agent.assigned', assignedTo(agentId, change)),
    started: (change: Partial<EventData<'task.started'>> = {}) =>
      told.tell('task.started', startOf(change)),
    executed: (change: Partial<EventData<'task.executed'>> = {}) =>
      told.tell('task.executed', executedAttempt(change)),
  };
  return told.tell('workflow.requested', requestedWorkflow());
}
