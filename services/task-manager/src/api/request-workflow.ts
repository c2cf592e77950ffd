import type { CommandPayload, KnownWorkflow, TaskSpec } from '@atms/contracts';
import { streams } from '@atms/contracts';
import type { Ids } from '@atms/eventsourcing';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import type { CommandContext } from './commands.ts';

type Payload = CommandPayload<'RequestWorkflow'>;

/**
 * One plan of one name in one repository is one workflow until it ends; its id is derived, so two requests of the
 * same moment meet in one stream.
 */
export async function requestWorkflow(
  context: CommandContext,
  payload: Payload,
  envelope: CommandEnvelope,
): Promise<Decided> {
  await context.follower.reached(await context.ports.store.head());
  const same = [...context.board.workflows()].filter(
    ({ request }) => request.name === payload.name && request.repository === payload.repository,
  );
  const unfinished = same.find(({ life }) => life === 'requested' || life === 'approved');
  if (unfinished !== undefined) {
    if (unfinished.request.planHash === payload.planHash && payload.mode !== 'new')
      return continued(unfinished);
    if (payload.mode === undefined) return planChanged(unfinished);
    if (payload.mode === 'continue') return continued(unfinished);
    const refused = await cancelForNew(context, unfinished, { payload, envelope });
    if (refused !== undefined) return refused;
  }
  return begin(context, { payload, envelope, ordinal: same.length });
}

function continued({ workflowId, life, request }: KnownWorkflow): Decided {
  return {
    kind: 'accepted',
    body: { workflowId, continued: true, life, branch: request.branch },
  };
}

function planChanged({ workflowId, request }: KnownWorkflow): Decided {
  return {
    kind: 'rejected',
    rejection: {
      code: 'plan-changed',
      message: `The plan '${request.name}' is under way with another text. Go on with the plan as it was (--continue), or cancel that and start anew (--new)`,
      fields: { workflowId },
    },
  };
}

async function cancelForNew(
  context: CommandContext,
  { workflowId }: KnownWorkflow,
  asked: { readonly payload: Payload; readonly envelope: CommandEnvelope },
): Promise<Decided | undefined> {
  const outcome = await context.aggregates.workflow({
    ...asked.envelope,
    commandId: `${asked.envelope.commandId}/cancel`,
    correlationId: workflowId,
    stream: streams.workflow(workflowId),
    command: { type: 'CancelWorkflow', by: asked.payload.by, reason: 'replaced by a changed plan' },
  });
  return outcome.kind === 'rejected' ? outcome : undefined;
}

async function begin(
  context: CommandContext,
  asked: {
    readonly payload: Payload;
    readonly envelope: CommandEnvelope;
    readonly ordinal: number;
  },
): Promise<Decided> {
  const { payload, ordinal } = asked;
  const { ids } = context.ports;
  const { name, goal, planHash, repository, branch, base, by } = payload;
  const workflowId = ids.derivedEntity(`workflow/${repository}/${name}/${ordinal}`);
  const lineId = ids.derivedEntity(`line/${repository}/${branch}`);
  const outcome = await context.aggregates.workflow({
    ...asked.envelope,
    correlationId: workflowId,
    stream: streams.workflow(workflowId),
    command: {
      type: 'RequestWorkflow',
      request: { workflowId, name, goal, planHash, repository, branch, base, lineId, by },
      tasks: withIds(ids, workflowId, payload.tasks),
    },
  });
  if (outcome.kind === 'rejected') return outcome;
  const { position } = outcome;
  return {
    ...outcome,
    position,
    body: { workflowId, continued: false, life: 'requested', branch },
  };
}

/** Tasks get ids of their own, and their dependencies name those instead of the plan's. */
function withIds(ids: Ids, workflowId: string, tasks: Payload['tasks']): readonly TaskSpec[] {
  const taskIds = new Map(
    tasks.map(({ planTaskId }) => [
      planTaskId,
      ids.derivedEntity(`task/${workflowId}/${planTaskId}`),
    ]),
  );
  const idOf = (planTaskId: string) => taskIds.get(planTaskId) ?? planTaskId;
  return tasks.map((task) => ({
    ...task,
    taskId: idOf(task.planTaskId),
    dependencies: task.dependencies.map(idOf),
  }));
}
