import type { AgentDetail } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { agentsText, agentText } from '../render/agent-text.ts';
import { nobodyWorks } from '../run/nobody-works.ts';
import { oneLine } from '../terminal.ts';
import { sayDecided } from './say-decided.ts';

export function listAgents(context: CommandContext): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const found = await client.get<{ readonly agents: readonly AgentDetail[] }>('/api/agents');
    const { terminal, json, colours } = context;
    terminal.out(json ? JSON.stringify(found) : agentsText(found.agents, colours));
    if (!isServed) terminal.say('No process works here now; this is how it was left.');
    return exitCodes.done;
  });
}

export function showAgent(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client) => {
    const agent = await findAgent(client, ref);
    const { terminal, json, colours } = context;
    terminal.out(json ? JSON.stringify(agent) : agentText(agent, { colours, nowMs: Date.now() }));
    return exitCodes.done;
  });
}

/** It keeps what it works on and gets nothing new, until it is taken back or ATMS is started again. */
export function drainAgent(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const { agentId, slotsUsed } = await findAgent(client, ref);
    const asked = { agentId, by: personName() };
    await client.post('DrainAgent', asked).catch((error: unknown) => {
      throw isServed ? error : nobodyWorks(error, context);
    });
    const rest = slotsUsed === 0 ? 'it has nothing under way' : 'it ends what it has under way';
    return sayDecided(
      context,
      `${oneLine(agentId)} takes no more work; ${rest}. It takes work again when ATMS is started the next time, or with: ${context.atms} agent undrain ${oneLine(agentId)}`,
      { agentId },
    );
  });
}

export function undrainAgent(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const { agentId } = await findAgent(client, ref);
    const asked = { agentId, by: personName() };
    await client.post('UndrainAgent', asked).catch((error: unknown) => {
      throw isServed ? error : nobodyWorks(error, context);
    });
    return sayDecided(context, `${oneLine(agentId)} takes work again`, { agentId });
  });
}

function findAgent(client: AtmsClient, ref: string): Promise<AgentDetail> {
  return client.get<AgentDetail>(`/api/agents/${encodeURIComponent(ref)}`);
}
