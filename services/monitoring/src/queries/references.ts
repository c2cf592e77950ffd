import { sql } from 'kysely';
import type { WorkflowRow } from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';
import { nearestReference } from './nearest-reference.ts';

/** What somebody meant by a name, a plan id, an id or the beginning of one. */
export type Reference<Found> =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'unknown'; readonly message: string }
  | {
      readonly kind: 'ambiguous';
      readonly message: string;
      readonly candidates: readonly string[];
    };

export const shownCandidates = 5;

export function newestWorkflowRow(db: ReadDatabase): Promise<WorkflowRow | undefined> {
  return db
    .selectFrom('workflows')
    .selectAll()
    .orderBy('requestedPosition', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The id, the name (the newest of that name), `newest`, or the beginning of one id. */
export async function findWorkflow(db: ReadDatabase, ref: string): Promise<Reference<WorkflowRow>> {
  const exact = await db
    .selectFrom('workflows')
    .selectAll()
    .where((or) =>
      or.or([
        or('workflowId', '=', ref.toUpperCase()),
        or('workflowId', '=', ref),
        or('name', '=', ref),
      ]),
    )
    .orderBy('requestedPosition', 'desc')
    .limit(1)
    .executeTakeFirst();
  const found = exact ?? (ref === 'newest' ? await newestWorkflowRow(db) : undefined);
  if (found !== undefined) return { kind: 'found', found };
  const rows = await db
    .selectFrom('workflows')
    .selectAll()
    .where(startsWith('workflowId', ref))
    .orderBy('requestedPosition', 'desc')
    .limit(shownCandidates)
    .execute();
  const names = rows.length > 0 ? [] : await workflowNames(db);
  return onlyOne(rows, { what: 'workflow', ref, names, idOf: (row) => row.workflowId });
}

async function workflowNames(db: ReadDatabase): Promise<readonly string[]> {
  const rows = await db.selectFrom('workflows').select('name').distinct().execute();
  return ['newest', ...rows.map(({ name }) => name)];
}

/** Ids are in capitals; people type them as they like. */
export function startsWith(column: string, ref: string) {
  return sql<boolean>`upper(substr(${sql.ref(column)}, 1, ${ref.length})) = ${ref.toUpperCase()}`;
}

interface Wanted<Found> {
  readonly what: string;
  readonly ref: string;
  /** What could have been meant where there is no row. */
  readonly names: readonly string[];
  readonly idOf: (row: Found) => string;
}

export function onlyOne<Found>(rows: readonly Found[], wanted: Wanted<Found>): Reference<Found> {
  const { what, ref, names, idOf } = wanted;
  const [found, another] = rows;
  if (found === undefined || ref === '') return nearestReference({ what, ref, names });
  if (another === undefined) return { kind: 'found', found };
  const candidates = rows.map(idOf);
  const message = `'${ref}' may mean more than one ${what}: ${candidates.join(', ')}`;
  return { kind: 'ambiguous', message, candidates };
}
