/** Which task somebody means: plan ids are short and come again in every plan, so the nearest workflow that has one wins. */
import { sql } from 'kysely';
import type { TaskRow } from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';
import {
  findWorkflow,
  newestWorkflowRow,
  onlyOne,
  type Reference,
  shownCandidates,
  startsWith,
} from './references.ts';

/**
 * In this order: the id; a plan id within the newest workflow; `workflow/plan id`; a plan id within the unfinished
 * workflows, then within all; the beginning of one id; the name.
 */
export async function findTask(db: ReadDatabase, ref: string): Promise<Reference<TaskRow>> {
  return (
    (await exactly(db, ref)) ??
    (await withinNamed(db, ref)) ??
    nearestOf(ref, await placed(db, sql<boolean>`tasks.planTaskId = ${ref}`)) ??
    (await byBeginning(db, ref)) ??
    nearestOf(ref, await placed(db, sql<boolean>`lower(tasks.name) = lower(${ref})`)) ??
    (await unknown(db, ref))
  );
}

type Found = Reference<TaskRow> | undefined;

async function exactly(db: ReadDatabase, ref: string): Promise<Found> {
  const newest = await newestWorkflowRow(db);
  const found = await db
    .selectFrom('tasks')
    .selectAll()
    .where((or) =>
      or.or([
        or('taskId', '=', ref.toUpperCase()),
        or('taskId', '=', ref),
        or.and({ workflowId: newest?.workflowId ?? '', planTaskId: ref }),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return found === undefined ? undefined : { kind: 'found', found };
}

/** `slow/s1`: names may hold a slash, plan ids do not. */
async function withinNamed(db: ReadDatabase, ref: string): Promise<Found> {
  const slash = ref.lastIndexOf('/');
  if (slash < 1) return undefined;
  const workflow = await findWorkflow(db, ref.slice(0, slash));
  if (workflow.kind !== 'found') return workflow.kind === 'ambiguous' ? workflow : undefined;
  const { workflowId } = workflow.found;
  const found = await db
    .selectFrom('tasks')
    .selectAll()
    .where((both) => both.and({ workflowId, planTaskId: ref.slice(slash + 1) }))
    .executeTakeFirst();
  return found === undefined ? undefined : { kind: 'found', found };
}

interface Placed extends TaskRow {
  readonly workflowName: string;
  readonly workflowEndedAt: string | null;
}

/** Newest workflow first. */
function placed(
  db: ReadDatabase,
  isMeant: ReturnType<typeof sql<boolean>>,
): Promise<readonly Placed[]> {
  return db
    .selectFrom('tasks')
    .innerJoin('workflows', 'workflows.workflowId', 'tasks.workflowId')
    .selectAll('tasks')
    .select(['workflows.name as workflowName', 'workflows.endedAt as workflowEndedAt'])
    .where(isMeant)
    .orderBy('workflows.requestedPosition', 'desc')
    .execute();
}

function nearestOf(ref: string, rows: readonly Placed[]): Found {
  const open = rows.filter(({ workflowEndedAt }) => workflowEndedAt === null);
  const near = open.length > 0 ? open : rows;
  // A name stands for the newest workflow of that name.
  const named = [...new Map(near.toReversed().map((row) => [nameOf(row), row]))].toReversed();
  const [first, another] = named;
  if (first === undefined || ref === '') return undefined;
  if (another === undefined) return { kind: 'found', found: first[1] };
  const candidates = named.slice(0, shownCandidates).map(([name]) => name);
  const message = `'${ref}' may mean more than one task: ${candidates.join(', ')}`;
  return { kind: 'ambiguous', message, candidates };
}

function nameOf({ workflowName, planTaskId }: Placed): string {
  return `${workflowName}/${planTaskId}`;
}

async function byBeginning(db: ReadDatabase, ref: string): Promise<Found> {
  const rows = await db
    .selectFrom('tasks')
    .selectAll()
    .where(startsWith('taskId', ref))
    .limit(shownCandidates)
    .execute();
  if (rows.length === 0 || ref === '') return undefined;
  return onlyOne(rows, { what: 'task', ref, names: [], idOf: (row) => row.taskId });
}

async function unknown(db: ReadDatabase, ref: string): Promise<Reference<TaskRow>> {
  const newest = await newestWorkflowRow(db);
  const names = await db
    .selectFrom('tasks')
    .where('workflowId', '=', newest?.workflowId ?? '')
    .select('planTaskId')
    .execute();
  const wanted = { what: 'task', ref, names: names.map(({ planTaskId }) => planTaskId) };
  return onlyOne<TaskRow>([], { ...wanted, idOf: (row) => row.taskId });
}
