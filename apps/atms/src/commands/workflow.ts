import type { StatusView, WorkflowDetail, WorkflowSummary } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { count } from '../render/count.ts';
import { workflowsText, workflowText } from '../render/workflow-text.ts';
import { asCalled } from '../run/finish.ts';
import { withShortCommands } from '../run/short-commands.ts';
import { oneLine } from '../terminal.ts';
import { decideWorkflow } from './decide-workflow.ts';
import { goesOn, sayDecided } from './say-decided.ts';

/** The unfinished ones and the newest of the others; all of them where that is asked for. */
export function listWorkflows(context: CommandContext, all: boolean): Promise<number> {
  return withClient(context, async (client) => {
    const found = await client.get<{ readonly workflows: readonly WorkflowSummary[] }>(
      '/api/workflows',
    );
    const workflows = all ? found.workflows : recentOf(found.workflows);
    const { terminal, colours, json } = context;
    terminal.out(json ? JSON.stringify({ workflows }) : workflowsText(workflows, colours));
    const hidden = found.workflows.length - workflows.length;
    if (hidden > 0) terminal.say(`${count(hidden, 'older one')} with --all`);
    return exitCodes.done;
  });
}

const recentShown = 10;

function recentOf(workflows: readonly WorkflowSummary[]): readonly WorkflowSummary[] {
  return workflows.filter(({ endedAt }, index) => endedAt === null || index < recentShown);
}

export function showWorkflow(context: CommandContext, ref: string | undefined): Promise<number> {
  return withClient(context, async (client) => {
    const workflow = await findWorkflow(client, ref);
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    const shown = json ? workflow : await withShort(client, workflow);
    terminal.out(json ? JSON.stringify(workflow) : workflowText(shown, { colours, called }));
    return exitCodes.done;
  });
}

/** Says yes to a plan that waits; who has said so already is told how it is. */
export function approveWorkflow(context: CommandContext, ref: string | undefined): Promise<number> {
  return withClient(context, async (client, opened) => {
    const workflow = await findWorkflow(client, ref);
    return decideWorkflow(context, client, { decision: 'approve', workflow, reason: '', opened });
  });
}

export type WorkflowChange = 'pause' | 'resume' | 'cancel';

export interface ChangeRequest {
  /** Undefined: the newest workflow. */
  readonly ref: string | undefined;
  readonly reason: string;
}

export function changeWorkflow(
  context: CommandContext,
  change: WorkflowChange,
  { ref, reason }: ChangeRequest,
): Promise<number> {
  return withClient(context, async (client, opened) => {
    const { workflowId, name } = await findWorkflow(client, ref);
    const asked = { workflowId, by: personName() };
    if (change === 'pause') await client.post('PauseWorkflow', asked);
    else if (change === 'resume') await client.post('ResumeWorkflow', asked);
    else await client.post('CancelWorkflow', { ...asked, reason });
    const said = change === 'resume' ? goesOn(opened) : saidOf[change];
    return sayDecided(context, `Workflow '${oneLine(name)}': ${said}`, { workflowId });
  });
}

const saidOf: Readonly<Record<Exclude<WorkflowChange, 'resume'>, string>> = {
  pause: 'paused; what runs goes on, nothing more is started',
  cancel: 'cancelled; what is merged stays on its branch',
};

async function withShort(client: AtmsClient, workflow: WorkflowDetail): Promise<WorkflowDetail> {
  if (workflow.waiting.length === 0) return workflow;
  const { workflows } = await client.get<StatusView>('/api/status');
  return { ...workflow, waiting: withShortCommands(workflow.waiting, workflows) };
}

export function findWorkflow(client: AtmsClient, ref = 'newest'): Promise<WorkflowDetail> {
  return client.get<WorkflowDetail>(`/api/workflows/${encodeURIComponent(ref)}`);
}
