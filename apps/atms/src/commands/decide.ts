import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { StatusView, TaskDetail, WaitingItem } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { decideWorkflow } from './decide-workflow.ts';
import { dependantsOf } from './dependants.ts';
import type { Decision } from './decide-workflow.ts';
import { sayDecided } from './say-decided.ts';
import { findTask } from './task.ts';
import { findWorkflow } from './workflow.ts';

export interface DecideRequest {
  readonly ref: string;
  readonly reason: string;
}

/** Of whatever has this id: what an agent asks for, a plan, or a task that the system gave up on. */
export function decide(
  context: CommandContext,
  decision: Decision,
  request: DecideRequest,
): Promise<number> {
  return withClient(context, async (client, opened) => {
    const approval = await findApproval(client, request.ref);
    if (approval !== undefined)
      return decideApproval(context, client, { decision, approval, ...request });
    const workflow = await ifFound(findWorkflow(client, request.ref));
    if (workflow !== undefined)
      return decideWorkflow(context, client, { decision, workflow, opened, ...request });
    const task = await ifFound(findTask(client, request.ref));
    if (task !== undefined) return decideTask(context, client, { decision, task, ...request });
    throw new AtmsError(
      'not-found',
      `Nothing that waits for a person is called '${request.ref}'. What waits: ${context.atms} inbox`,
    );
  });
}

/** The whole id, or a beginning that only one has. */
async function findApproval(client: AtmsClient, ref: string): Promise<WaitingItem | undefined> {
  const { waiting } = await client.get<StatusView>('/api/status');
  const approvals = waiting.filter(
    ({ kind, id }) => kind === 'approval' && id.startsWith(ref.toUpperCase()),
  );
  return approvals.length === 1 ? approvals[0] : undefined;
}

interface Deciding extends DecideRequest {
  readonly decision: Decision;
}

async function decideApproval(
  context: CommandContext,
  client: AtmsClient,
  { decision, approval, reason }: Deciding & { readonly approval: WaitingItem },
): Promise<number> {
  const asked = { approvalId: approval.id, by: personName() };
  if (decision === 'approve') await client.post('GrantApproval', asked);
  else await client.post('DenyApproval', { ...asked, reason });
  const said = decision === 'approve' ? 'granted' : 'denied';
  return sayDecided(context, `${said}: ${oneLine(approval.what)}`, { approvalId: approval.id });
}

async function decideTask(
  context: CommandContext,
  client: AtmsClient,
  { decision, task, reason }: Deciding & { readonly task: TaskDetail },
): Promise<number> {
  const { taskId, planTaskId, state } = task;
  const name = oneLine(planTaskId);
  if (decision === 'approve') {
    throw new AtmsError(
      'usage',
      `A task cannot be approved: ${name} is ${state}. Try it again: ${context.atms} task retry ${taskId}; or let it fail: ${context.atms} reject ${taskId}`,
    );
  }
  const { tasks } = await findWorkflow(client, task.workflowId);
  const lost = dependantsOf(planTaskId, tasks).map(oneLine);
  await client.post('RejectTask', { taskId, by: personName(), reason });
  const falls =
    lost.length === 0 ? '' : `; cancelled with it, since they depend on it: ${lost.join(', ')}`;
  return sayDecided(context, `${name} is rejected and has failed${falls}`, { taskId });
}

async function ifFound<Found>(finding: Promise<Found>): Promise<Found | undefined> {
  try {
    return await finding;
  } catch (error) {
    if (['not-found', 'workflow-not-found', 'task-not-found'].some((code) => hasCode(error, code)))
      return undefined;
    throw error;
  }
}
