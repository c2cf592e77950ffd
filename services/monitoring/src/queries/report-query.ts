import type { WorkflowRow } from '../projections/tables.ts';
import type { ReportRows } from '../report/workflow-report.ts';
import type { ReadDatabase } from './database.ts';

/** Everything that a workflow's report is made of, each list in the order that the report wants. */
export async function loadReportRows(
  db: ReadDatabase,
  workflow: WorkflowRow,
  asOf: string,
): Promise<ReportRows> {
  const id = workflow.workflowId;
  const tasks = db.selectFrom('tasks').where('workflowId', '=', id).orderBy('ordinal');
  const attempts = db.selectFrom('attempts').where('workflowId', '=', id);
  const assignments = db.selectFrom('assignments').where('workflowId', '=', id);
  const gates = db.selectFrom('gates').where('workflowId', '=', id).orderBy('position');
  const approvals = db.selectFrom('approvals').where('workflowId', '=', id);
  const escalations = db.selectFrom('escalations').where('workflowId', '=', id);
  const merges = db.selectFrom('merges').where('workflowId', '=', id).orderBy('position');
  const deadLetters = db.selectFrom('dead_letters').where('workflowId', '=', id);
  const locks = db.selectFrom('locks').where('lineId', '=', workflow.lineId);
  return {
    workflow,
    asOf,
    tasks: await tasks.selectAll().execute(),
    attempts: await attempts.selectAll().orderBy('taskId').orderBy('attempt').execute(),
    assignments: await assignments.selectAll().orderBy('assignedAt').execute(),
    agents: await db.selectFrom('agents').selectAll().orderBy('agentId').execute(),
    gates: await gates.selectAll().orderBy('ordinal').execute(),
    approvals: await approvals.selectAll().orderBy('requestedAt').execute(),
    escalations: await escalations.selectAll().orderBy('position').execute(),
    merges: await merges.selectAll().execute(),
    locks: await locks.selectAll().orderBy('acquiredAt').execute(),
    deadLetters: await deadLetters.selectAll().orderBy('recordedAt').execute(),
  };
}
