import type { AttemptRow, GateRow, TaskRow } from '../projections/tables.ts';
import { textList } from '../queries/database.ts';
import { effortByTask } from './efforts.ts';
import type { ReportRows, TaskLine, WorkSpan } from './workflow-report.ts';

/** One line per task, in the order of the plan. `criticalPath` holds plan ids. */
export function taskLines(rows: ReportRows, criticalPath: readonly string[]): readonly TaskLine[] {
  const efforts = effortByTask(rows.attempts, rows.asOf);
  // One that is open and waits for its turn has taken nobody's time.
  const attempts = byTask(rows.attempts.filter(({ startedAt }) => startedAt !== null));
  const gates = byTask(rows.gates);
  const planIds = new Map(rows.tasks.map(({ taskId, planTaskId }) => [taskId, planTaskId]));
  const critical = new Set(criticalPath);
  return rows.tasks.map((task) => {
    const own = attempts.get(task.taskId) ?? [];
    const checks = gates.get(task.taskId) ?? [];
    const actualMs = efforts.get(task.taskId) ?? 0;
    return {
      ...namesOf(task),
      actualMs,
      varianceMs: task.estimateMs === 0 || actualMs === 0 ? null : actualMs - task.estimateMs,
      quality: qualityOf(checks),
      attempts: own.length,
      rework: Math.max(0, own.length - 1),
      findings: checks.reduce((sum, gate) => sum + textList(gate.findings).length, 0),
      dependencies: textList(task.dependencies).map((id) => planIds.get(id) ?? id),
      onCriticalPath: critical.has(task.planTaskId),
      spans: own.flatMap((attempt) => spanOf(attempt, rows.asOf)),
      agentId: task.agentId,
      gates: countedGates(checks),
      commit: task.commit,
      end: task.state,
      endReason: task.endReason,
    };
  });
}

function namesOf({ planTaskId, taskId, name, estimateMs }: TaskRow) {
  return { planTaskId, taskId, name, estimateMs };
}

function byTask<R extends { readonly taskId: string }>(
  rows: readonly R[],
): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.taskId);
    if (group === undefined) groups.set(row.taskId, [row]);
    else group.push(row);
  }
  return groups;
}

function qualityOf(gates: readonly GateRow[]): number | null {
  const ran = gates.filter(({ status }) => status !== 'skipped');
  if (ran.length === 0) return null;
  return ran.filter(({ status }) => status === 'passed').length / ran.length;
}

/** The agent's time alone: checks and merging are not on the line. */
function spanOf(attempt: AttemptRow, asOf: string): readonly WorkSpan[] {
  const { startedAt, executedAt, endedAt, agentId, endCause } = attempt;
  if (startedAt === null) return [];
  const end = endCause ?? (executedAt === null ? 'under way' : 'being checked');
  return [
    { attempt: attempt.attempt, agentId, startedAt, endedAt: executedAt ?? endedAt ?? asOf, end },
  ];
}

/** The gates of the last attempt that was judged, and of its merge: "6 passed, 1 skipped". */
function countedGates(own: readonly GateRow[]): string {
  const last = Math.max(...own.map((gate) => gate.attempt));
  const ofLast = own.filter((gate) => gate.attempt === last);
  const results = ['attempt', 'candidate'].flatMap((of) =>
    lastOf(ofLast.filter((gate) => gate.of === of)),
  );
  return [...new Set(results)]
    .map((status) => `${results.filter((one) => one === status).length} ${status}`)
    .join(', ');
}

/** A judgement may be made again; the last one counts. */
function lastOf(gates: readonly GateRow[]): readonly string[] {
  const last = Math.max(...gates.map((gate) => gate.position));
  return gates.filter((gate) => gate.position === last).map((gate) => gate.status);
}
