/**
 * What every service needs to know of the task-manager's decisions, folded from the log.
 *
 * Owns: workflows and tasks as `workflow-` and `task-` streams tell them.
 * Does not own: who works, what is queued, what was validated.
 *
 * 1. A task has a current attempt only while it is open or accepted.
 * 2. An end is final: nothing after it changes the task.
 * 3. What an attempt is asked for does not change once it has started: later changes hold from the next one on.
 * 4. Of what has ended its life stays known, so that a late message is still known to be void. What walks over many
 *    walks over what is under way alone: its cost does not grow with the log.
 */
import { type AtmsEvent, type EventData, type EventOf, isEvent } from './events.ts';
import type { TaskChanges } from './task-events.ts';
import type { TaskSpec } from './task-spec.ts';

export type TaskLife = 'open' | 'accepted' | 'escalated' | 'completed' | 'failed' | 'cancelled';
export type WorkflowLife = 'requested' | 'approved' | 'completed' | 'failed' | 'cancelled';

export interface KnownWorkflow {
  readonly workflowId: string;
  readonly request: EventData<'workflow.requested'>;
  /** With what was added to the plan later; nothing once the workflow has ended. */
  planned: TaskSpec[];
  life: WorkflowLife;
  paused: boolean;
  /** Tasks by id, in the order of the plan. */
  readonly tasks: Map<string, KnownTask>;
  /** How many of them have not ended. */
  openCount: number;
}

export interface KnownTask {
  readonly taskId: string;
  readonly workflowId: string;
  readonly lineId: string;
  /** What the current attempt is asked for. */
  spec: TaskSpec;
  /** What the next one is asked for, when that differs. */
  nextSpec?: TaskSpec;
  life: TaskLife;
  attempt: number;
  /** Whether an agent has begun with the current attempt. */
  started: boolean;
  /** The event that opened the current attempt, when it is not the first. */
  retried?: EventData<'task.retried'>;
  paused: boolean;
}

export interface TaskIndex {
  apply(event: { readonly type: string; readonly data: unknown }): void;
  workflow(workflowId: string): KnownWorkflow | undefined;
  task(taskId: string): KnownTask | undefined;
  workflows(): Iterable<KnownWorkflow>;
  /** Those that have not ended, or have a task that has not. */
  workflowsUnderWay(): Iterable<KnownWorkflow>;
  /** Tasks that have not ended. */
  openTasks(): Iterable<KnownTask>;
  /** Whether work of this attempt still counts. */
  isCurrent(taskId: string, attempt: number): boolean;
  isPaused(taskId: string): boolean;
}

interface Tables {
  readonly workflows: Map<string, KnownWorkflow>;
  readonly tasks: Map<string, KnownTask>;
  readonly underWay: Set<KnownWorkflow>;
  readonly open: Set<KnownTask>;
}

export function createTaskIndex(): TaskIndex {
  const tables: Tables = {
    workflows: new Map(),
    tasks: new Map(),
    underWay: new Set(),
    open: new Set(),
  };
  const task = (taskId: string) => tables.tasks.get(taskId);
  const workflow = (workflowId: string) => tables.workflows.get(workflowId);
  return {
    apply(event) {
      if (!isFollowed(event)) return;
      if (event.type.startsWith('workflow.')) applyToWorkflow(tables, event);
      else applyToTask(tables, event);
    },
    workflow,
    task,
    workflows: () => tables.workflows.values(),
    workflowsUnderWay: () => tables.underWay.values(),
    openTasks: () => tables.open.values(),
    isCurrent: (taskId, attempt) => {
      const known = task(taskId);
      return known !== undefined && hasAttempt(known) && known.attempt === attempt;
    },
    isPaused: (taskId) => {
      const known = task(taskId);
      return known !== undefined && (known.paused || workflow(known.workflowId)?.paused === true);
    },
  };
}

export function hasAttempt(task: KnownTask): boolean {
  return task.life === 'open' || task.life === 'accepted';
}

export function hasEnded(task: KnownTask): boolean {
  return task.life === 'completed' || task.life === 'failed' || task.life === 'cancelled';
}

/** Tasks of one that has finished may be open still. */
export function isUnfinished({ life }: KnownWorkflow): boolean {
  return life === 'requested' || life === 'approved';
}

function isUnderWay(workflow: KnownWorkflow): boolean {
  return isUnfinished(workflow) || workflow.openCount > 0;
}

const followed = [
  'workflow.requested',
  'workflow.planned',
  'workflow.approved',
  'workflow.extended',
  'workflow.paused',
  'workflow.resumed',
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
  'task.created',
  'task.updated',
  'task.started',
  'task.retried',
  'task.paused',
  'task.resumed',
  'task.accepted',
  'task.escalated',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

const followedTypes: ReadonlySet<string> = new Set(followed);

/** Asked of every event by every service. */
function isFollowed(event: {
  readonly type: string;
  readonly data: unknown;
}): event is EventOf<(typeof followed)[number]> {
  return followedTypes.has(event.type);
}

const workflowLife: Readonly<Record<string, WorkflowLife>> = {
  'workflow.approved': 'approved',
  'workflow.completed': 'completed',
  'workflow.failed': 'failed',
  'workflow.cancelled': 'cancelled',
};

function applyToWorkflow(tables: Tables, event: AtmsEvent): void {
  if (event.type === 'workflow.requested') return addWorkflow(tables, event.data);
  const known = isEvent(event, ...workflowTypes)
    ? tables.workflows.get(event.data.workflowId)
    : undefined;
  if (known === undefined) return;
  if (isEvent(event, 'workflow.planned', 'workflow.extended')) {
    known.planned.push(...event.data.tasks);
  }
  if (event.type === 'workflow.paused') known.paused = true;
  if (event.type === 'workflow.resumed') known.paused = false;
  const life = workflowLife[event.type];
  if (life !== undefined) setWorkflowLife(tables, known, life);
}

/** Nothing is created of the plan of a workflow that has ended. */
function setWorkflowLife({ underWay }: Tables, known: KnownWorkflow, life: WorkflowLife): void {
  known.life = life;
  if (!isUnfinished(known)) known.planned = [];
  if (!isUnderWay(known)) underWay.delete(known);
}

const workflowTypes = [
  'workflow.planned',
  'workflow.approved',
  'workflow.extended',
  'workflow.paused',
  'workflow.resumed',
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
] as const;

function addWorkflow(tables: Tables, request: EventData<'workflow.requested'>): void {
  const workflow: KnownWorkflow = {
    workflowId: request.workflowId,
    request,
    planned: [],
    life: 'requested',
    paused: false,
    tasks: new Map(),
    openCount: 0,
  };
  tables.workflows.set(request.workflowId, workflow);
  tables.underWay.add(workflow);
}

const taskLife: Readonly<Record<string, TaskLife>> = {
  'task.retried': 'open',
  'task.accepted': 'accepted',
  'task.escalated': 'escalated',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
};

function applyToTask(tables: Tables, event: AtmsEvent): void {
  if (event.type === 'task.created') return addTask(tables, event.data);
  const known = 'taskId' in event.data ? tables.tasks.get(event.data.taskId) : undefined;
  if (known === undefined || hasEnded(known)) return;
  applyToKnown(known, event);
  known.life = taskLife[event.type] ?? known.life;
  if (hasEnded(known)) close(tables, known);
}

function close({ open, workflows, underWay }: Tables, task: KnownTask): void {
  open.delete(task);
  const workflow = workflows.get(task.workflowId);
  if (workflow === undefined) return;
  workflow.openCount -= 1;
  if (!isUnderWay(workflow)) underWay.delete(workflow);
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
}

/** Every view of a process is told the same event: they share what they keep of it. */
const specs = new WeakMap<object, TaskSpec>();

function specOf(data: EventData<'task.created'>): TaskSpec {
  const known = specs.get(data);
  if (known !== undefined) return known;
  const { workflowId: _workflow, lineId: _line, attempt: _attempt, ...spec } = data;
  specs.set(data, spec);
  return spec;
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
