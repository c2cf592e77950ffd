/**
 * The state of every task, by the contracts' table "event type → state".
 *
 * 1. An event of an attempt that is not the current one moves nothing.
 * 2. Within an attempt the state only goes on; a late event never moves it back. Only a slot given back does.
 * 3. An end is final.
 */
import { type EventData, type EventType, stateAfter, type TaskState } from '@atms/contracts';
import type { RecordedEvent, RowChange } from '@atms/eventsourcing';
import { changesOf, handledBy } from './changes.ts';
import type { TaskRow } from './tables.ts';
import { changedColumns, placeAfterPlan, placeInPlan, plannedTask } from './task-rows.ts';
import { tasksTable } from './work-tables.ts';

const tasks = changesOf(tasksTable);

/** How far a state is; ends need no place, as nothing follows them. */
const stages: Readonly<Record<TaskState, number>> = {
  created: 0,
  queued: 1,
  ready: 2,
  assigned: 3,
  running: 4,
  validating: 5,
  merging: 6,
  escalated: 7,
  completed: 8,
  failed: 8,
  cancelled: 8,
};

export const projectTasks = handledBy({
  'workflow.planned': ({ workflowId, part, tasks: specs }) =>
    specs.map((spec, index) =>
      tasks.append(plannedTask(spec, { workflowId, ordinal: placeInPlan(part, index) })),
    ),
  'workflow.extended': ({ workflowId, tasks: specs }, { position }) =>
    specs.map((spec, index) =>
      tasks.append(plannedTask(spec, { workflowId, ordinal: placeAfterPlan(position, index) })),
    ),
  'task.created': createTask,
  'task.updated': ({ taskId, changes }) => [
    tasks.update({ taskId, ended: 0 }, changedColumns(changes)),
  ],
  'task.queued': (data, { type }) => [move(type, data, { notBefore: data.notBefore ?? null })],
  'task.ready': (data, { type, metadata }) => [
    move(type, data, { notBefore: null }),
    tasks.update({ taskId: data.taskId, ended: 0, readyAt: null }, { readyAt: metadata.time }),
  ],
  'agent.assigned': (data, { type }) => [move(type, data, { agentId: data.agentId })],
  'agent.released': giveBack,
  'task.started': (data, { type, metadata }) => [
    move(type, data, { agentId: data.agentId, attemptStartedAt: metadata.time }),
    tasks.update({ taskId: data.taskId, ended: 0, startedAt: null }, { startedAt: metadata.time }),
  ],
  'task.executed': (data, { type, metadata }) => [move(type, data, { executedAt: metadata.time })],
  'merge.started': (data, { type }) => [move(type, data)],
  'task.accepted': (data, { type }) => [move(type, data)],
  'task.paused': ({ taskId }) => [tasks.update({ taskId, ended: 0 }, { paused: 1 })],
  'task.resumed': ({ taskId }) => [tasks.update({ taskId, ended: 0 }, { paused: 0 })],
  'task.retried': openAttempt,
  'task.escalated': (data, { type }) => [
    move(type, data, { escalationReason: data.reason, message: data.message }),
  ],
  'task.completed': (data, event) => [
    end(data, event, { tree: data.tree, commit: data.commit ?? null }),
  ],
  'task.failed': (data, event) => [end(data, event, { endReason: data.reason })],
  'task.cancelled': (data, event) => [end(data, event, { endReason: data.reason })],
});

/** The plan was told before; a log without it still shows the task. */
function createTask(data: EventData<'task.created'>, event: RecordedEvent): readonly RowChange[] {
  const { workflowId, taskId } = data;
  return [
    tasks.append(plannedTask(data, { workflowId, ordinal: event.position })),
    tasks.update(
      { taskId },
      {
        ...stateOf('task.created'),
        ended: 0,
        endedAt: null,
        endReason: null,
        createdAt: event.metadata.time,
      },
    ),
  ];
}

/** After the work has ended, or when another agent has it, a slot given back says nothing about the task. */
function giveBack({ taskId, attempt, agentId, reason }: EventData<'agent.released'>) {
  if (reason === 'executed') return [];
  const set = { ...stateOf('agent.released'), agentId: null };
  return ['assigned', 'running'].map((state) =>
    tasks.update({ taskId, attempt, agentId, state }, set),
  );
}

function openAttempt(data: EventData<'task.retried'>): readonly RowChange[] {
  const { taskId, attempt } = data;
  const set = {
    ...stateOf('task.retried'),
    attempt,
    agentId: null,
    attemptStartedAt: null,
    executedAt: null,
    notBefore: data.notBefore ?? null,
    escalationReason: null,
    message: null,
  };
  return [tasks.update({ taskId, ended: 0 }, set, { attempt: attempt - 1 })];
}

interface OfAttempt {
  readonly taskId: string;
  readonly attempt: number;
}

function move(type: string, { taskId, attempt }: OfAttempt, more: Partial<TaskRow> = {}) {
  const moved = stateOf(type as EventType);
  return tasks.update({ taskId, attempt, ended: 0 }, { ...moved, ...more }, { stage: moved.stage });
}

function end(data: OfAttempt, event: RecordedEvent, more: Partial<TaskRow>) {
  const { taskId, attempt } = data;
  const ended = { ended: 1, attempt, endedAt: event.metadata.time, notBefore: null };
  const set = { ...stateOf(event.type as EventType), ...ended, ...more };
  return tasks.update({ taskId, ended: 0 }, set);
}

/** @throws Error for an event that the contracts give no state: a fault of this file. */
function stateOf(type: EventType): { readonly state: TaskState; readonly stage: number } {
  const state = stateAfter[type];
  if (state === undefined) throw new Error(`The contracts name no state after ${type}`);
  return { state, stage: stages[state] };
}
