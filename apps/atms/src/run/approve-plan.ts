import { AtmsError } from '@atms/eventsourcing';
import { forecast, formatDuration, graphAsText } from '@atms/plan';
import type { Plan } from '@atms/plan';
import type { Config } from '@atms/platform/config';
import { personName } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { ask } from './ask.ts';
import type { ChosenTarget } from './choose-target.ts';
import { reached } from './positions.ts';
import type { Session } from './session.ts';

/** Who says yes to the plan. */
export type Approval =
  | { readonly kind: 'ask' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'policy'; readonly policy: string };

export function showPlan(
  context: CommandContext,
  plan: Plan,
  around: { target: ChosenTarget; config: Config },
): void {
  const { terminal, colours } = context;
  const { target, config } = around;
  terminal.say(graphAsText(plan));
  const { makespanMs } = forecast(plan.tasks, config.maxAgents);
  const agents = config.agents.map(({ kind, slots }) => `${kind} (${slots})`).join(', ');
  const time =
    makespanMs === 0
      ? ''
      : `; by the plan's estimates ${formatDuration(makespanMs)} with these agents`;
  terminal.say(`Agents: ${agents}, at most ${config.maxAgents} at once${time}`);
  terminal.say(`Repository: ${oneLine(target.repository)}, branch ${oneLine(target.branch)}`);
  for (const note of target.notes) terminal.say(colours.attention(oneLine(note)));
}

export type Approved = 'approved' | 'waits' | 'cancelled' | 'interrupted';

export interface ApprovalRequest {
  readonly workflowId: string;
  readonly approval: Approval;
  readonly stopping: AbortSignal;
}

/** Asks where somebody can be asked. A no cancels the workflow; no answer leaves it waiting. */
export async function approvePlan(
  context: CommandContext,
  session: Session,
  { workflowId, approval, stopping }: ApprovalRequest,
): Promise<Approved> {
  const by = personName();
  if (approval.kind === 'ask') {
    if (!context.mayAsk) throw askedInVain(context, workflowId);
    if (!context.terminal.canAsk) return 'waits';
    const answer = await ask('Carry this plan out?', stopping);
    if (answer === 'interrupted' || answer === 'settled') return 'interrupted';
    if (answer === 'no') {
      const rejected = { workflowId, by, reason: 'the plan was rejected' };
      await session.ask((client) => client.post('CancelWorkflow', rejected));
      return 'cancelled';
    }
  }
  const policy = approval.kind === 'policy' ? { policy: approval.policy } : {};
  await session.ask(async (client) => {
    const { position } = await client.post('ApproveWorkflow', { workflowId, by, ...policy });
    await reached(client, position);
  });
  return 'approved';
}

function askedInVain({ atms }: CommandContext, workflowId: string): AtmsError {
  return new AtmsError(
    'input-needed',
    `The plan waits for a yes, and --no-input asks nobody. Answer with --yes, or with: ${atms} workflow approve ${workflowId}`,
  );
}
