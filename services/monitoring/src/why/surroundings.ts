import { type PathSet, readPaths } from '@atms/plan';
import type {
  AgentRow,
  ApprovalRow,
  AssignmentRow,
  LockRow,
  TaskRow,
  WorkflowRow,
} from '../projections/tables.ts';
import { textList } from '../queries/database.ts';
import type { Checkout } from '../queries/waiting.ts';

/** What the reasons of a task are read from: rows that projections made of recorded events. */
export interface Surroundings {
  /** The unfinished workflows of the line, and the one that is asked about; by id. */
  readonly workflows: ReadonlyMap<string, WorkflowRow>;
  /** Their tasks, by id, in the order of their plans. */
  readonly tasks: ReadonlyMap<string, TaskRow>;
  /** Pending ones. */
  readonly approvals: readonly ApprovalRow[];
  /** Held now, of the line. */
  readonly locks: readonly HeldLock[];
  /** Those of the tasks that have a place in flight on the line. */
  readonly inFlight: readonly string[];
  readonly agents: readonly AgentRow[];
  /** Slots that are held now, on every line. */
  readonly assignments: readonly AssignmentRow[];
  /** Tasks whose present attempt passed its checks and has to be merged. */
  readonly passed: ReadonlySet<string>;
  /** By the ids of the tasks whose merge waits for them. */
  readonly checkouts: ReadonlyMap<string, Checkout>;
  readonly now: string;
}

/** Tasks that have a place in flight on their line. */
const inFlightStates: readonly string[] = ['ready', 'assigned', 'running', 'validating', 'merging'];

/** Found once for all that ask: every waiting task does. */
export function inFlightAmong(tasks: Iterable<TaskRow>): readonly string[] {
  return [...tasks].filter(({ state }) => inFlightStates.includes(state)).map((one) => one.taskId);
}

/** A lock with its patterns read, which is the most of what a look at it costs. */
export interface HeldLock {
  readonly taskId: string;
  readonly acquiredAt: string;
  readonly paths: readonly string[];
  readonly walls: PathSet;
}

export function heldLock({ taskId, acquiredAt, paths }: LockRow): HeldLock {
  const list = textList(paths);
  return { taskId, acquiredAt, paths: list, walls: readPaths(list) };
}

export function nameOf(taskId: string, { tasks }: Pick<Surroundings, 'tasks'>): string {
  return tasks.get(taskId)?.planTaskId ?? taskId;
}

const shownNames = 4;

/** "T1", "T1 and T2", "T1, T2, T3, T4 and 17 more". */
export function namesOf(
  taskIds: readonly string[],
  surroundings: Pick<Surroundings, 'tasks'>,
): string {
  const names = taskIds.map((taskId) => nameOf(taskId, surroundings));
  const more = names.length - shownNames;
  const shown = more > 1 ? [...names.slice(0, shownNames), `${more} more`] : names;
  return [shown.slice(0, -1).join(', '), shown.at(-1) ?? '']
    .filter((part) => part !== '')
    .join(' and ');
}
