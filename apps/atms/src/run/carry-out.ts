import type { WorkflowDetail } from '@atms/monitoring';
import { z } from 'zod';
import { personName } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { createLiveView } from '../render/live-view.ts';
import { oneLine } from '../terminal.ts';
import { approvePlan, showPlan } from './approve-plan.ts';
import { report, sayWaiting } from './finish.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { headOf } from './positions.ts';
import type { RunPlanOptions, RunSetting } from './run-plan.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';
import { workflowRequest } from './workflow-request.ts';

export interface CarryOutOptions extends RunPlanOptions, RunSetting {
  readonly session: Session;
  readonly stopping: AbortSignal;
}

/** Asks for the workflow, has it approved, follows it and says how it ended. @returns the exit code */
export async function carryOut(context: CommandContext, options: CarryOutOptions): Promise<number> {
  const workflow = await requestWorkflow(context, options);
  sayHolder(context, options);
  if (workflow.life === 'requested') {
    showPlan(context, options.plan, options);
    const { workflowId } = workflow;
    const approved = await approvePlan(context, options.session, { ...options, workflowId });
    if (approved === 'interrupted') return interrupted(context, options);
    if (approved === 'waits')
      return waiting(context, options, await readWorkflow(options, workflowId));
  }
  return followToEnd(context, options, workflow);
}

const requested = z.object({
  workflowId: z.string(),
  continued: z.boolean(),
  life: z.string(),
  branch: z.string(),
});
type Requested = z.infer<typeof requested> & { readonly after: number };

async function requestWorkflow(
  context: CommandContext,
  options: CarryOutOptions,
): Promise<Requested> {
  const { plan, target, mode, session } = options;
  const { repository, branch, base } = target;
  const asked = { by: personName(), ...(mode === undefined ? {} : { mode }) };
  const request = workflowRequest(plan, { repository, branch, base }, asked);
  const { body } = await session.client().post('RequestWorkflow', request);
  const workflow = requested.parse(body);
  if (context.json) context.terminal.out(JSON.stringify({ type: 'run', ...workflow }));
  if (!workflow.continued) return { ...workflow, after: 0 };
  context.terminal.say(
    `Continues '${oneLine(plan.name)}' on the branch ${oneLine(workflow.branch)}`,
  );
  return { ...workflow, after: await headOf(session.client()) };
}

function sayHolder({ terminal }: CommandContext, { session }: CarryOutOptions): void {
  const pid = session.holderPid();
  if (pid === undefined) return;
  terminal.say(
    `Process ${pid} works in this repository already and carries the plan out, with its own agents`,
  );
}

async function followToEnd(
  context: CommandContext,
  options: CarryOutOptions,
  { workflowId, after: first }: Requested,
): Promise<number> {
  let after = first;
  for (;;) {
    const followed = await followOnce(context, options, { workflowId, after });
    after = followed.after;
    if (followed.outcome === 'ended')
      return report(context, options.session.client(), followed.workflow);
    if (followed.outcome === 'interrupted') return interrupted(context, options);
    const settled = context.terminal.canAsk
      ? await settle(options.session, followed.workflow, options.stopping)
      : 'left';
    if (settled === 'left') return waiting(context, options, followed.workflow);
    if (settled === 'interrupted') return interrupted(context, options);
  }
}

async function followOnce(
  context: CommandContext,
  { session, stopping }: CarryOutOptions,
  from: { readonly workflowId: string; readonly after: number },
): Promise<Followed> {
  const view = createLiveView(context.terminal);
  try {
    return await follow({ context, session, stopping, view, ...from });
  } finally {
    view.close();
  }
}

function readWorkflow({ session }: CarryOutOptions, workflowId: string): Promise<WorkflowDetail> {
  return session.client().get<WorkflowDetail>(`/api/workflows/${workflowId}`);
}

function waiting(
  context: CommandContext,
  { next }: CarryOutOptions,
  workflow: WorkflowDetail,
): number {
  return sayWaiting(context, workflow.waiting, next);
}

function interrupted({ terminal }: CommandContext, { session, next }: CarryOutOptions): number {
  const pid = session.holderPid();
  terminal.say(
    pid === undefined
      ? `Stopped. Go on with: ${next}`
      : `Process ${pid} goes on with it. Look again with: ${next}`,
  );
  return exitCodes.interrupted;
}
