import type { AtmsEvent, EventData } from '../events.ts';
import type { TaskChanges } from '../task-events.ts';
import { type TaskSpec, taskSpec } from '../task-spec.ts';
import { noteEnd, type Tables } from './index-tables.ts';
import { hasAttempt, hasEnded, type KnownTask, type TaskLife } from './known-tasks.ts';

const taskLife: Readonly<Record<string, TaskLife>> = {
  'task.retried': 'open',
  'task.accepted': 'accepted',
  'task.escalated': 'escalated',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
};

export function applyToTask(tables: Tables, event: AtmsEvent): void {
  if (event.type === 'task.created') return addTask(tables, event.data);
  const known = 'taskId' in event.data ? tables.tasks.get(event.data.taskId) : undefined;
  if (known === undefined || hasEnded(known)) return;
  applyToKnown(known, event);
  known.life = taskLife[event.type] ?? known.life;
  if (hasEnded(known)) close(tables, known);
}

function close(tables: Tables, task: KnownTask): void {
  tables.open.delete(task);
  const workflow = tables.workflows.get(task.workflowId);
  if (workflow === undefined) return;
  workflow.openCount -= 1;
  noteEnd(tables, workflow);
}

function applyToKnown(task: KnownTask, event: AtmsEvent): void {
  switch (event.type) {
    case 'task.retried':
      return openAttempt(task, event.data);
    case 'task.updated':
      return change(task, event.data.changes);
    case 'task.started':
      return start(task, event.data.attempt);
    case 'task.paused':
    case 'task.resumed':
      return setPaused(task, event.type === 'task.paused');
    default:
      // It changes the task's life alone.
      return undefined;
  }
}

function start(task: KnownTask, attempt: number): void {
  if (attempt === task.attempt) task.started = true;
}

function setPaused(task: KnownTask, paused: boolean): void {
  task.paused = paused;
}

function addTask(tables: Tables, data: EventData<'task.created'>): void {
  const { workflowId, lineId, attempt } = data;
  const task: KnownTask = {
    taskId: data.taskId,
    workflowId,
    lineId,
    spec: specOf(data),
    life: 'open',
    attempt,
    started: false,
    paused: false,
  };
  tables.tasks.set(data.taskId, task);
  tables.open.add(task);
  const workflow = tables.workflows.get(workflowId);
  if (workflow === undefined) return;
  workflow.tasks.set(data.taskId, task);
  workflow.openCount += 1;
  tables.underWay.add(workflow);
  tables.ended.delete(workflow);
}

/** Every view of a process is told the same event: they share what they keep of it. */
const specs = new WeakMap<object, TaskSpec>();

function specOf(data: EventData<'task.created'>): TaskSpec {
  const known = specs.get(data);
  if (known !== undefined) return known;
  const spec = pick(data);
  specs.set(data, spec);
  return spec;
}

const specKeys = taskSpec.keyof().options;

/** One key after the other: what is copied with a rest gets a shape of its own, which costs more than what is in it. */
function pick(data: TaskSpec): TaskSpec {
  const spec: Partial<Record<keyof TaskSpec, unknown>> = {};
  for (const key of specKeys) if (data[key] !== undefined) spec[key] = data[key];
  return spec as TaskSpec;
}

function openAttempt(task: KnownTask, data: EventData<'task.retried'>): void {
  task.attempt = data.attempt;
  task.retried = data;
  task.started = false;
  task.spec = task.nextSpec ?? task.spec;
  delete task.nextSpec;
}

function change(task: KnownTask, changes: TaskChanges): void {
  const changed = { ...(task.nextSpec ?? task.spec), ...changes };
  if (hasAttempt(task) && task.started) {
    task.nextSpec = changed;
    return;
  }
  task.spec = changed;
  delete task.nextSpec;
}
