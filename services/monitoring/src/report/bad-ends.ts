/** Why tasks ended without their work being taken, when the whole workflow was not cancelled. */
import type { Finding } from '@atms/contracts';
import type { TaskRow } from '../projections/tables.ts';
import type { Incident, ReportRows } from './workflow-report.ts';

type BadEnd = Omit<Incident, 'planTaskId'> & { readonly taskId: string };

const badEnds: readonly string[] = ['failed', 'cancelled'];

export function badEndsOf(rows: ReportRows): readonly BadEnd[] {
  if (rows.workflow.life === 'cancelled') return [];
  return rows.tasks.flatMap((task) => {
    const { taskId, state, endedAt, endReason } = task;
    if (endedAt === null || !badEnds.includes(state)) return [];
    const sentence = `${state}: ${endReason ?? 'no reason given'}`;
    return [{ at: endedAt, taskId, kind: 'bad-end', sentence, findings: lastFindings(task, rows) }];
  });
}

/** What was wrong with the last attempt; of a task that was cancelled nothing was. */
function lastFindings(task: TaskRow, { attempts, gates }: ReportRows): readonly Finding[] {
  if (task.state !== 'failed') return [];
  const isLast = (one: { readonly taskId: string; readonly attempt: number }) =>
    one.taskId === task.taskId && one.attempt === task.attempt;
  const found = gates.filter(isLast).flatMap((gate) => JSON.parse(gate.findings) as Finding[]);
  const said = attempts.find((one) => isLast(one) && one.outcome !== 'done')?.summary ?? '';
  return said === '' ? found : [{ gate: 'agent', message: said }, ...found];
}
