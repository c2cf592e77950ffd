import type { TaskDetail, WorkflowSummary } from '@atms/monitoring';
import type { AtmsClient } from '../../client.ts';
import { oneLine } from '../../terminal.ts';

type Named = Pick<TaskDetail, 'planTaskId' | 'workflowId'>;

/** Its id in its plan, with the workflow where several go on: `T1` is in many plans. */
export async function taskNamed(client: AtmsClient, task: Named): Promise<string> {
  const { workflows } = await client.get<{ readonly workflows: readonly WorkflowSummary[] }>(
    '/api/workflows',
  );
  return nameAmong(task, workflows);
}

export function nameAmong(
  { planTaskId, workflowId }: Named,
  workflows: readonly Pick<WorkflowSummary, 'workflowId' | 'name' | 'endedAt'>[],
): string {
  const own = workflows.find((one) => one.workflowId === workflowId);
  const others = workflows.filter((one) => one !== own && one.endedAt === null);
  if (own === undefined || others.length === 0) return oneLine(planTaskId);
  return `${oneLine(planTaskId)} of '${oneLine(own.name)}'`;
}
