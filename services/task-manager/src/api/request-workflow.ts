import { type CommandPayload, isUnfinished, type KnownWorkflow, streams } from '@atms/contracts';
import { type Ids, reject } from '@atms/eventsourcing';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import { pathFault } from '../domain/path-fault.ts';
import { planFault } from '../domain/plan-fault.ts';
import type { WorkflowCommand } from '../domain/workflow.ts';
import { caughtUp, type CommandContext } from './context.ts';
import { namedWorkflows, workflowIdOf, workflowInLog } from './named-workflows.ts';
import { oversize, withIds } from './plan-specs.ts';

type Payload = CommandPayload<'RequestWorkflow'>;
type Beginning = Extract<WorkflowCommand, { type: 'RequestWorkflow' }>;

interface Asked {
  readonly payload: Payload;
  readonly envelope: CommandEnvelope;
}

/**
 * One plan of one name in one repository is one workflow until it ends. Its id is derived, so two requests of the same
 * moment meet in one stream; the same command again is answered with the workflow that it began. A plan that was
 * completed is not begun anew without being told so: who asks again after a crash cannot know that it was.
 */
export async function requestWorkflow(context: CommandContext, asked: Asked): Promise<Decided> {
  const { payload, envelope } = asked;
  await caughtUp(context);
  const begun = await begunBy(context, envelope);
  if (begun !== undefined) return answer(context, begun, { continued: false });
  const { count, last } = await namedWorkflows(context.ports, payload);
  const unfinished = last !== undefined && isUnfinished(last) ? last : undefined;
  const instead =
    unfinished === undefined
      ? sameCompleted(context, payload, last)
      : withUnfinished(context, payload, unfinished);
  if (instead !== undefined) return instead;
  const beginning = beginningOf(context.ports.ids, payload, count);
  const fault = faultOf(payload, beginning);
  if (fault !== undefined) return reject('plan-not-possible', fault);
  if (unfinished !== undefined) await cancelForNew(context, unfinished, asked);
  return begin(context, asked, beginning);
}

/** What the same command began when it came before. */
async function begunBy(
  { board, ports }: CommandContext,
  { commandId }: CommandEnvelope,
): Promise<KnownWorkflow | undefined> {
  const workflowId = board.begunBy(commandId);
  return workflowId === undefined ? undefined : workflowInLog(ports, workflowId);
}

function faultOf({ tasks }: Payload, beginning: Beginning): string | undefined {
  return planFault(tasks) ?? pathFault(tasks) ?? oversize(beginning.tasks);
}

function sameCompleted(
  context: CommandContext,
  { mode, planHash }: Payload,
  last: KnownWorkflow | undefined,
): Decided | undefined {
  const isSame = last?.life === 'completed' && last.request.planHash === planHash;
  return isSame && mode !== 'new' ? answer(context, last, { continued: true }) : undefined;
}

/** Undefined when it is to give way to a new one. */
function withUnfinished(
  context: CommandContext,
  payload: Payload,
  unfinished: KnownWorkflow,
): Decided | undefined {
  const way = wayOf(payload, unfinished);
  if (way === 'continue') return answer(context, unfinished, { continued: true });
  return way === 'ask' ? planChanged(unfinished) : undefined;
}

function wayOf({ mode, planHash }: Payload, unfinished: KnownWorkflow): 'continue' | 'new' | 'ask' {
  return mode ?? (planHash === unfinished.request.planHash ? 'continue' : 'ask');
}

function answer(
  { follower }: CommandContext,
  { workflowId, life, request }: KnownWorkflow,
  { continued }: { readonly continued: boolean },
): Decided {
  const body = { workflowId, continued, life, branch: request.branch };
  return { kind: 'accepted', position: follower.position(), body };
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

/** `ordinal`: how many of this name there have been in this repository. */
function beginningOf(ids: Ids, payload: Payload, ordinal: number): Beginning {
  const { name, goal, planHash, repository, branch, base, by } = payload;
  const workflowId = workflowIdOf(ids, payload, ordinal);
  const lineId = ids.derivedEntity(`line/${repository}/${branch}`);
  return {
    type: 'RequestWorkflow',
    request: { workflowId, name, goal, planHash, repository, branch, base, lineId, by },
    tasks: withIds(ids, { workflowId, tasks: payload.tasks }),
  };
}

/** One that has ended meanwhile is out of the way as well. */
async function cancelForNew(
  context: CommandContext,
  { workflowId }: KnownWorkflow,
  { payload, envelope }: Asked,
): Promise<void> {
  await context.aggregates.workflow({
    ...envelope,
    commandId: `${envelope.commandId}/cancel`,
    correlationId: workflowId,
    stream: streams.workflow(workflowId),
    command: { type: 'CancelWorkflow', by: payload.by, reason: 'replaced by a changed plan' },
  });
}

async function begin(context: CommandContext, asked: Asked, command: Beginning): Promise<Decided> {
  const { workflowId, branch } = command.request;
  const outcome = await context.aggregates.workflow({
    ...asked.envelope,
    correlationId: workflowId,
    stream: streams.workflow(workflowId),
    command,
  });
  if (outcome.kind === 'rejected') return outcome;
  const { position, events } = outcome;
  if (events.length === 0) {
    // Somebody else began it in the same moment: by now the log says with which plan.
    await context.follower.reached(position);
    return requestWorkflow(context, asked);
  }
  const body = { workflowId, continued: false, life: 'requested', branch };
  return { kind: 'accepted', position, body };
}
