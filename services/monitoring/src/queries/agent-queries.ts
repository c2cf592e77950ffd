import type { AgentRow } from '../projections/tables.ts';
import { type ReadDatabase, textList } from './database.ts';
import type { AgentDetail } from './operation-views.ts';
import { nearestReference } from './nearest-reference.ts';
import type { Reference } from './references.ts';

/** Every agent that was ever registered, by id. */
export async function agentDetails(db: ReadDatabase): Promise<readonly AgentDetail[]> {
  const rows = await db.selectFrom('agents').selectAll().orderBy('agentId').execute();
  return Promise.all(rows.map((row) => agentDetailOf(db, row)));
}

/** The id, the kind, or the beginning of one of them that only one agent has. */
export async function findAgent(db: ReadDatabase, ref: string): Promise<Reference<AgentDetail>> {
  const rows = await db.selectFrom('agents').selectAll().orderBy('agentId').execute();
  const exact = rows.filter(({ agentId, kind }) => agentId === ref || kind === ref);
  const begun = rows.filter(({ agentId, kind }) => agentId.startsWith(ref) || kind.startsWith(ref));
  const candidates = exact.length > 0 ? exact : begun;
  const [row, another] = candidates;
  if (row === undefined || ref === '') {
    const names = rows.flatMap(({ agentId, kind }) => [agentId, kind]);
    return nearestReference({ what: 'agent', ref, names });
  }
  if (another === undefined) return { kind: 'found', found: await agentDetailOf(db, row) };
  const ids = candidates.map(({ agentId }) => agentId);
  const message = `'${ref}' may mean more than one agent: ${ids.join(', ')}`;
  return { kind: 'ambiguous', message, candidates: ids };
}

async function agentDetailOf(db: ReadDatabase, row: AgentRow): Promise<AgentDetail> {
  const [working, performance] = await Promise.all([
    workOf(db, row.agentId),
    performanceOf(db, row.agentId),
  ]);
  const skills = [...textList(row.skills)];
  return { ...row, skills, slotsUsed: working.length, working, performance };
}

async function workOf(db: ReadDatabase, agentId: string): Promise<AgentDetail['working']> {
  return db
    .selectFrom('assignments')
    .innerJoin('tasks', 'tasks.taskId', 'assignments.taskId')
    .select([
      'assignments.taskId',
      'tasks.planTaskId',
      'assignments.workflowId',
      'tasks.name',
      'assignments.attempt',
      'assignments.assignedAt',
    ])
    .where('assignments.agentId', '=', agentId)
    .where('assignments.releasedAt', 'is', null)
    .orderBy('assignments.assignedAt')
    .execute();
}

async function performanceOf(
  db: ReadDatabase,
  agentId: string,
): Promise<AgentDetail['performance']> {
  const groups = await db
    .selectFrom('attempts')
    .select((select) => [
      'outcome',
      'verdict',
      select.fn.countAll<number>().as('count'),
      select.fn.sum<number | null>('durationMs').as('durationMs'),
      select.fn.sum<number | null>('costUsd').as('costUsd'),
    ])
    .where('agentId', '=', agentId)
    .where('executedAt', 'is not', null)
    .groupBy(['outcome', 'verdict'])
    .execute();
  const byOutcome: Record<string, number> = {};
  for (const { outcome, count } of groups) {
    const name = outcome ?? 'unknown';
    byOutcome[name] = (byOutcome[name] ?? 0) + Number(count);
  }
  const executed = total(groups.map(({ count }) => count));
  const costs = groups.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
  const durationMs = total(groups.map((group) => group.durationMs ?? 0));
  return {
    executed,
    done: byOutcome['done'] ?? 0,
    passed: total(groups.filter((one) => one.verdict === 'passed').map(({ count }) => count)),
    byOutcome,
    meanDurationMs: executed === 0 ? null : Math.round(durationMs / executed),
    costUsd: costs.length === 0 ? null : total(costs),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Number(value), 0);
}
