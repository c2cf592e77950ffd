import type { Finding } from '@atms/contracts';
import type { AttemptRow, TaskRow } from '../projections/tables.ts';
import { chainOf, sentenceOf } from './chain.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import type { WhyView } from './why-views.ts';

/** @param findingsOf asked for the task at the root, which may be another one */
export async function whyOf(
  task: TaskRow,
  around: Surroundings,
  findingsOf: (taskId: string) => Promise<readonly Finding[]>,
): Promise<WhyView> {
  const { taskId, planTaskId, workflowId } = task;
  const chain = chainOf(task, around);
  const last = chain.at(-1) ?? chain[0];
  const [root] = last.causes;
  if (root === undefined)
    throw new Error(`${nameOf(taskId, around)} is in ${task.state} for no cause`);
  return {
    taskId,
    planTaskId,
    workflowId,
    workflowName: around.workflows.get(workflowId)?.name ?? workflowId,
    sentence: sentenceOf(chain),
    chain: [...chain],
    root,
    findings: [...(await findingsOf(last.taskId))],
  };
}

/** What ended an attempt badly: the latest one that has something to say. */
export function lastFindings(attempts: readonly AttemptRow[]): readonly Finding[] {
  const told = attempts
    .toSorted((one, other) => other.attempt - one.attempt)
    .map(({ findings, violations }) => [...list(violations), ...list(findings)]);
  return told.find((findings) => findings.length > 0) ?? [];
}

function list(column: string): readonly Finding[] {
  return JSON.parse(column) as readonly Finding[];
}
