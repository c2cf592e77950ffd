import { compareTurns, type Priority, priorityParts, type Turn, turnOf } from '@atms/contracts';
import type { QueueEntryRow, WorkflowRow } from '../projections/tables.ts';
import { causesOf } from '../why/causes.ts';
import type { QueueEntryView, QueueView } from '../why/why-views.ts';
import type { ReadDatabase } from './database.ts';
import { surroundingsOnLine, type WorkflowSources } from './workflow-queries.ts';

/**
 * What is queued and not ready yet, in the order in which it would go. Each line is loaded once, however many workflows
 * and entries wait on it.
 */
export async function queueOf(sources: WorkflowSources, now: string): Promise<QueueView> {
  const { db } = sources;
  const waiting = await db.selectFrom('queue_entries').selectAll().where('waits', '=', 1).execute();
  const lines = linesOf(waiting, await unfinished(db));
  const entries = await Promise.all(
    [...lines.values()].map((line) => entriesOf(sources, line, now)),
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

interface WaitingLine {
  readonly one: WorkflowRow;
  readonly workflows: Map<string, WorkflowRow>;
  readonly rows: QueueEntryRow[];
}

/** What waits on each line, by the line's id; what stands there for a workflow that has ended waits for nothing. */
function linesOf(
  waiting: readonly QueueEntryRow[],
  workflows: readonly WorkflowRow[],
): ReadonlyMap<string, WaitingLine> {
  const known = new Map(workflows.map((workflow) => [workflow.workflowId, workflow]));
  const lines = new Map<string, WaitingLine>();
  for (const row of waiting) {
    const workflow = known.get(row.workflowId);
    if (workflow === undefined) continue;
    const line = lines.get(workflow.lineId) ?? waitingLine(workflow);
    lines.set(workflow.lineId, line);
    line.workflows.set(workflow.workflowId, workflow);
    line.rows.push(row);
  }
  return lines;
}

function waitingLine(one: WorkflowRow): WaitingLine {
  return { one, workflows: new Map(), rows: [] };
}

interface Placed {
  readonly row: QueueEntryRow;
  readonly turn: Turn;
  readonly entry: QueueEntryView;
}

async function entriesOf(
  sources: WorkflowSources,
  { one, workflows, rows }: WaitingLine,
  now: string,
): Promise<readonly Placed[]> {
  const workflowIds = [...workflows.keys()];
  const around = await surroundingsOnLine(sources, { one, workflowIds }, now);
  return rows.flatMap((row) => {
    const task = around.tasks.get(row.taskId);
    const workflow = workflows.get(row.workflowId);
    if (task === undefined || workflow === undefined || task.ended === 1) return [];
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
