import type { WorkflowDetail } from '@atms/monitoring';
import { z } from 'zod';
import type { AtmsClient } from '../client.ts';
import { personName } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { LiveView } from '../render/live-view.ts';
import { oneLine } from '../terminal.ts';
import { approvePlan, showPlan } from './approve-plan.ts';
import { chooseTarget } from './choose-target.ts';
import { report, sayWaiting } from './finish.ts';
import { follow } from './follow.ts';
import { positionAt, reached } from './positions.ts';
import type { RunPlanOptions, RunSetting } from './run-options.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';
import { workflowRequest } from './workflow-request.ts';

export interface CarryOutOptions extends RunPlanOptions, RunSetting {
  readonly session: Session;
  readonly stopping: AbortSignal;
  readonly view: LiveView;
  /** ISO instant before anything was opened. */
  readonly startedAt: string;
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
    if (approved === 'cancelled') {
      context.terminal.say('The plan is rejected; nothing was done.');
      return exitCodes.failed;
    }
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
  const { home, target, session, startedAt } = options;
  const body = await session.ask((client) => postRequest(client, options));
  const workflow = requested.parse(body);
  if (context.json) context.terminal.out(JSON.stringify({ type: 'run', ...workflow }));
  if (!workflow.continued) return { ...workflow, after: 0 };
  const { workflowId, branch } = workflow;
  context.terminal.say(continuing(options, workflow));
  // It goes on where it began, so that branch is the one that nothing may be in the way of.
  if (branch !== target.branch) await chooseTarget(home.repository, branch);
  const after = await session.ask((client) => positionAt(client, workflowId, startedAt));
  return { ...workflow, after };
}

function continuing(
  { plan, next }: CarryOutOptions,
  { life, branch }: z.infer<typeof requested>,
): string {
  const what = `'${oneLine(plan.name)}'`;
  return life === 'completed'
    ? `${what} was carried out before, on the branch ${oneLine(branch)}. To do it again: ${next} --new`
    : `Continues ${what} on the branch ${oneLine(branch)}`;
}

async function postRequest(
  client: AtmsClient,
  { plan, target, mode }: CarryOutOptions,
): Promise<unknown> {
  const { repository, branch, base } = target;
  const asked = { by: personName(), ...(mode === undefined ? {} : { mode }) };
  const request = workflowRequest(plan, { repository, branch, base }, asked);
  const { body, position } = await client.post('RequestWorkflow', request);
  await reached(client, position);
  return body;
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
  let from = { after: first, pausedMeanwhile: false };
  for (;;) {
    const followed = await follow({ ...options, context, workflowId, ...from });
    from = followed;
    if (followed.outcome === 'ended') return report(context, options.session, followed.workflow);
    if (followed.outcome === 'interrupted') return interrupted(context, options);
    const settled = context.terminal.canAsk
      ? await settle(options.session, followed.workflow, options.stopping)
      : 'left';
    if (settled === 'left') return waiting(context, options, followed.workflow);
    if (settled === 'interrupted') return interrupted(context, options);
  }
}

function readWorkflow({ session }: CarryOutOptions, workflowId: string): Promise<WorkflowDetail> {
  return session.ask((client) => client.get<WorkflowDetail>(`/api/workflows/${workflowId}`));
}

function waiting(
  context: CommandContext,
  { next }: CarryOutOptions,
  workflow: WorkflowDetail,
): number {
  return sayWaiting(context, { waiting: workflow.waiting, next });
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
