/** What surrounds a workflow on its line, and who could work on it. */
import type {
  AgentRow,
  AssignmentRow,
  LockRow,
  TaskRow,
  WorkflowRow,
} from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';

export interface LoadedLine {
  /** Unfinished ones of the line, and the one that was asked for. */
  readonly workflows: readonly WorkflowRow[];
  /** Of the other workflows, those that have not ended. */
  readonly neighbours: readonly TaskRow[];
  readonly locks: readonly LockRow[];
  readonly agents: readonly AgentRow[];
  readonly assignments: readonly AssignmentRow[];
  /** Ids of tasks whose present attempt passed its checks, and which have not ended. */
  readonly passed: readonly string[];
}

export async function loadLine(db: ReadDatabase, workflow: WorkflowRow): Promise<LoadedLine> {
  const { workflowId, lineId } = workflow;
  const others = await otherWorkflows(db, workflow);
  const ids = [workflowId, ...others.map((other) => other.workflowId)];
  const [neighbours, locks, agents, assignments, passed] = await Promise.all([
    openTasks(db, ids.slice(1)),
    heldLocks(db, lineId),
    db.selectFrom('agents').selectAll().orderBy('agentId').execute(),
    db.selectFrom('assignments').selectAll().where('releasedAt', 'is', null).execute(),
    passedTasks(db, ids),
  ]);
  return { workflows: [workflow, ...others], neighbours, locks, agents, assignments, passed };
}

function otherWorkflows(db: ReadDatabase, { workflowId, lineId }: WorkflowRow) {
  return db
    .selectFrom('workflows')
    .selectAll()
    .where('lineId', '=', lineId)
    .where('endedAt', 'is', null)
    .where('workflowId', '!=', workflowId)
    .execute();
}

async function openTasks(db: ReadDatabase, workflowIds: readonly string[]): Promise<TaskRow[]> {
  if (workflowIds.length === 0) return [];
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('workflowId', 'in', workflowIds)
    .where('ended', '=', 0)
    .execute();
}

function heldLocks(db: ReadDatabase, lineId: string): Promise<LockRow[]> {
  return db
    .selectFrom('locks')
    .selectAll()
    .where('lineId', '=', lineId)
    .where('releasedAt', 'is', null)
    .execute();
}

async function passedTasks(
  db: ReadDatabase,
  workflowIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tasks')
    .innerJoin('attempts', (join) =>
      join
        .onRef('attempts.taskId', '=', 'tasks.taskId')
        .onRef('attempts.attempt', '=', 'tasks.attempt'),
    )
    .select('tasks.taskId')
    .where('tasks.workflowId', 'in', workflowIds)
    .where('tasks.state', '=', 'validating')
    .where('attempts.verdict', '=', 'passed')
    .execute();
  return rows.map(({ taskId }) => taskId);
}
