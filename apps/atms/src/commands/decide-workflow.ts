import { AtmsError } from '@atms/eventsourcing';
import type { WorkflowDetail } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName } from '../command-context.ts';
import type { CommandContext, Opened } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { sayDecided } from './say-decided.ts';

export type Decision = 'approve' | 'reject';

export interface WorkflowDecision {
  readonly decision: Decision;
  readonly workflow: WorkflowDetail;
  readonly reason: string;
  readonly opened: Opened;
}

/** @throws AtmsError `not-waiting` */
export async function decideWorkflow(
  context: CommandContext,
  client: AtmsClient,
  { decision, workflow, reason, opened }: WorkflowDecision,
): Promise<number> {
  const { workflowId, name, state } = workflow;
  if (state !== 'awaiting-approval') {
    throw new AtmsError(
      'not-waiting',
      `Workflow '${oneLine(name)}' does not wait for a decision: it is ${state}`,
    );
  }
  const by = personName();
  if (decision === 'approve') await client.post('ApproveWorkflow', { workflowId, by });
  else {
    const why = reason || 'the plan was rejected';
    await client.post('CancelWorkflow', { workflowId, by, reason: why });
  }
  const said = decision === 'approve' ? `approved${goesOnBy(context, opened)}` : 'rejected';
  return sayDecided(context, `The plan '${oneLine(name)}' is ${said}`, { workflowId });
}

function goesOnBy({ atms }: CommandContext, { isServed }: Opened): string {
  return isServed ? ' and begins' : `. Carry it out with: ${atms} run PLAN.yaml`;
}
