import { compareTurns, type Priority, priorityParts, type Turn, turnOf } from '@atms/contracts';
import type { QueueEntryRow, WorkflowRow } from '../projections/tables.ts';
import { causesOf } from '../why/causes.ts';
import type { QueueEntryView, QueueView } from '../why/why-views.ts';
import type { ReadDatabase } from './database.ts';
import { loadWorkflow, surroundingsOf, type WorkflowSources } from './workflow-queries.ts';

/** What is queued and not ready yet, in the order in which it would go. */
export async function queueOf(sources: WorkflowSources, now: string): Promise<QueueView> {
  const { db } = sources;
  const waiting = await db.selectFrom('queue_entries').selectAll().where('waits', '=', 1).execute();
  const workflows = await unfinished(db);
  const entries = await Promise.all(
    workflows.map((workflow) =>
      entriesOf(sources, {
        workflow,
        now,
        rows: waiting.filter((row) => row.workflowId === workflow.workflowId),
      }),
    ),
  );
  return {
    entries: entries
      .flat()
      .toSorted(byTurn)
      .map(({ entry }) => entry),
  };
}

function unfinished(db: ReadDatabase): Promise<WorkflowRow[]> {
  return db.selectFrom('workflows').selectAll().where('endedAt', 'is', null).execute();
}

interface Placed {
  readonly row: QueueEntryRow;
  readonly turn: Turn;
  readonly entry: QueueEntryView;
}

async function entriesOf(
  sources: WorkflowSources,
  { workflow, rows, now }: { workflow: WorkflowRow; rows: readonly QueueEntryRow[]; now: string },
): Promise<readonly Placed[]> {
  if (rows.length === 0) return [];
  const around = surroundingsOf(await loadWorkflow(sources, workflow), now);
  return rows.flatMap((row) => {
    const task = around.tasks.get(row.taskId);
    if (task === undefined || task.ended === 1) return [];
    const { planTaskId, name } = task;
    const entry = {
      taskId: row.taskId,
      planTaskId,
      name,
      workflowId: workflow.workflowId,
      workflowName: workflow.name,
      attempt: row.attempt,
      priority: row.priority as Priority,
      queuedAt: row.queuedAt,
      deadline: row.deadline,
      blocks: row.blocks,
      parts: priorityParts(prioritized(row), now),
      causes: [...causesOf(task, around)],
    };
    return [{ row, turn: turnOf(prioritized(row), now), entry }];
  });
}

function prioritized({ priority, queuedAt, deadline, onCriticalPath, blocks }: QueueEntryRow) {
  return {
    priority: priority as Priority,
    queuedAt,
    blocks,
    onCriticalPath: onCriticalPath === 1,
    ...(deadline === null ? {} : { deadline }),
  };
}

/** As the queue itself decides. */
function byTurn(one: Placed, other: Placed): number {
  return compareTurns(one.turn, other.turn) || one.row.queuedPosition - other.row.queuedPosition;
}
