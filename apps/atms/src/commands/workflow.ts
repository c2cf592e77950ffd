import type { WorkflowDetail } from '@atms/monitoring';
import { stripControl } from '@atms/platform/process';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { workflowText } from '../render/workflow-text.ts';
import { asCalled } from '../run/finish.ts';
import { oneLine } from '../terminal.ts';
import { goesOn, sayDecided } from './say-decided.ts';

export function showWorkflow(context: CommandContext, ref: string | undefined): Promise<number> {
  return withClient(context, async (client) => {
    const workflow = await findWorkflow(client, ref);
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    terminal.out(json ? JSON.stringify(workflow) : workflowText(workflow, { colours, called }));
    return exitCodes.done;
  });
}

export function showReport(context: CommandContext, ref: string | undefined): Promise<number> {
  return withClient(context, async (client) => {
    const { workflowId } = await findWorkflow(client, ref);
    const path = `/api/workflows/${workflowId}/report`;
    if (context.json)
      context.terminal.out(JSON.stringify(await client.get<unknown>(`${path}?format=json`)));
    else context.terminal.out(stripControl(await client.text(`${path}?format=markdown`)));
    return exitCodes.done;
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

export function findWorkflow(client: AtmsClient, ref = 'newest'): Promise<WorkflowDetail> {
  return client.get<WorkflowDetail>(`/api/workflows/${encodeURIComponent(ref)}`);
}
