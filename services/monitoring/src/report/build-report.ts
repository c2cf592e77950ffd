import { workflowStateOf } from './workflow-state.ts';
import { figuresOf } from './figures.ts';
import { incidentsOf } from './incidents.ts';
import { suggestionsOf } from './suggestions.ts';
import { taskLines } from './task-lines.ts';
import { agentUses, gateUses } from './uses.ts';
import type { ReportRows, WorkflowReport } from './workflow-report.ts';

/** The whole report of a workflow, finished or not: a pure function of its rows. */
export function buildReport(rows: ReportRows): WorkflowReport {
  const { workflow } = rows;
  const { figures, criticalPath } = figuresOf(rows);
  const incidents = incidentsOf(rows);
  const lines = taskLines(rows, criticalPath);
  const merged = rows.merges.filter((merge) => merge.kind === 'applied').length;
  return {
    workflowId: workflow.workflowId,
    name: workflow.name,
    goal: workflow.goal,
    state: workflowStateOf(workflow),
    endReason: workflow.endReason,
    repository: workflow.repository,
    branch: workflow.branch,
    base: workflow.base,
    requestedAt: workflow.requestedAt,
    approvedAt: workflow.approvedAt,
    approvedBy: approvedBy(rows),
    endedAt: workflow.endedAt,
    asOf: rows.asOf,
    counts: countsOf(rows),
    figures,
    criticalPath,
    tasks: lines,
    incidents,
    agents: agentUses(rows),
    gates: gateUses(rows),
    suggestions: suggestionsOf({ rows, figures, incidents, lines }),
    merged,
    mergeCommand:
      merged === 0 ? null : `git merge ${workflow.branch.replace(/^refs\/heads\//, '')}`,
  };
}

function approvedBy({ workflow }: ReportRows): string | null {
  return workflow.approvedPolicy === null
    ? workflow.approvedBy
    : `policy ${workflow.approvedPolicy}`;
}

function countsOf({ tasks }: ReportRows): WorkflowReport['counts'] {
  const inState = (state: string) => tasks.filter((task) => task.state === state).length;
  return {
    total: tasks.length,
    completed: inState('completed'),
    failed: inState('failed'),
    cancelled: inState('cancelled'),
    open: tasks.filter((task) => task.ended === 0).length,
  };
}
