/** Who worked and what was checked, counted. */
import { attemptEffortMs, sum, wallClockMs } from './efforts.ts';
import { clampToUnit } from './share-figure.ts';
import type { AgentUse, GateUse, ReportRows } from './workflow-report.ts';

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
