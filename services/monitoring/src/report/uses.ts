/** Who worked and what was checked, counted. */
import { attemptEffortMs, effortByTask, sum, wallClockMs } from './efforts.ts';
import { clampToUnit } from './share-figure.ts';
import type { GateRow } from '../projections/tables.ts';
import type { AgentUse, GateUse, ReportRows, TaskLine } from './workflow-report.ts';

export function taskLines(rows: ReportRows): readonly TaskLine[] {
  const efforts = effortByTask(rows.attempts, rows.asOf);
  const attempts = byTask(rows.attempts);
  const gates = byTask(rows.gates);
  return rows.tasks.map((task) => ({
    planTaskId: task.planTaskId,
    taskId: task.taskId,
    name: task.name,
    estimateMs: task.estimateMs,
    actualMs: efforts.get(task.taskId) ?? 0,
    attempts: attempts.get(task.taskId)?.length ?? 0,
    agentId: task.agentId,
    gates: lastGates(gates.get(task.taskId) ?? []),
    end: task.state,
    endReason: task.endReason,
  }));
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

/** The gates of the task's last validation: "3 passed, 1 skipped". */
function lastGates(own: readonly GateRow[]): string {
  const last = Math.max(...own.map((gate) => gate.position));
  const results = own.filter((gate) => gate.position === last).map((gate) => gate.status);
  return [...new Set(results)]
    .map((status) => `${results.filter((one) => one === status).length} ${status}`)
    .join(', ');
}

export function agentUses(rows: ReportRows): readonly AgentUse[] {
  const wall = wallClockMs(rows.workflow, rows.asOf);
  const known = new Map(rows.agents.map((agent) => [agent.agentId, agent.slots]));
  const involved = new Set(rows.attempts.flatMap((attempt) => attempt.agentId ?? []));
  return [...involved].toSorted().map((agentId) => {
    const attempts = rows.attempts.filter((attempt) => attempt.agentId === agentId);
    const busyMs = sum(attempts.map((attempt) => attemptEffortMs(attempt, rows.asOf)));
    const slots = known.get(agentId) ?? 1;
    const utilization = wall === null || wall === 0 ? null : clampToUnit(busyMs / (slots * wall));
    return { agentId, slots, attempts: attempts.length, busyMs, utilization };
  });
}

export function gateUses({ gates }: ReportRows): readonly GateUse[] {
  const names = [...new Set(gates.map((gate) => gate.gate))];
  return names.map((name) => {
    const runs = gates.filter((gate) => gate.gate === name);
    const count = (status: string) => runs.filter((gate) => gate.status === status).length;
    return {
      gate: name,
      runs: runs.length,
      passed: count('passed'),
      failed: count('failed'),
      error: count('error'),
      skipped: count('skipped'),
      durationMs: sum(runs.map((gate) => gate.durationMs)),
    };
  });
}
