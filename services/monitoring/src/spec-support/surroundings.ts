/** What surrounds the tasks of a story, as the queries would load it. For specs alone. */
import type { TaskRow } from '../projections/tables.ts';
import type { Checkout } from '../queries/waiting.ts';
import { heldLock, inFlightAmong, type Surroundings } from '../why/surroundings.ts';
import { type MemoryTables, tablesAfter } from './memory-tables.ts';
import { type Story, taskIdOf } from './story.ts';

export function surroundingsAfter(
  story: Story,
  checkouts: ReadonlyMap<string, Checkout> = new Map(),
): Surroundings {
  return { ...surroundingsIn(tablesAfter(story), story.now()), checkouts };
}

export function surroundingsIn(tables: MemoryTables, now: string): Surroundings {
  const tasks = tables.rows('tasks');
  return {
    workflows: new Map(tables.rows('workflows').map((row) => [row.workflowId, row])),
    tasks: new Map(tasks.map((row) => [row.taskId, row])),
    approvals: tables.rows('approvals').filter(({ state }) => state === 'pending'),
    locks: tables
      .rows('locks')
      .filter(({ releasedAt }) => releasedAt === null)
      .map(heldLock),
    inFlight: inFlightAmong(tasks),
    agents: tables.rows('agents'),
    assignments: tables.rows('assignments').filter(({ releasedAt }) => releasedAt === null),
    passed: new Set(passedAmong(tasks, tables)),
    checkouts: new Map(),
    now,
  };
}

function passedAmong(tasks: readonly TaskRow[], tables: MemoryTables): readonly string[] {
  const passed = tables.rows('attempts').filter(({ verdict }) => verdict === 'passed');
  return tasks
    .filter(({ taskId, attempt, state }) =>
      passed.some(
        (one) => state === 'validating' && one.taskId === taskId && one.attempt === attempt,
      ),
    )
    .map(({ taskId }) => taskId);
}

/** @throws Error when the story tells of no such task. */
export function taskIn({ tasks }: Pick<Surroundings, 'tasks'>, planTaskId: string): TaskRow {
  const task = tasks.get(taskIdOf(planTaskId));
  if (task === undefined) throw new Error(`The story has no ${planTaskId}`);
  return task;
}
