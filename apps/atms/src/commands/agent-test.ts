import { AtmsError } from '@atms/eventsourcing';
import { loadConfig } from '@atms/platform/config';
import type { AgentConfig } from '@atms/platform/config';
import { nearestName } from '@atms/plan';
import { tryAgent } from '../agent-trial/try-agent.ts';
import type { AgentTrial } from '../agent-trial/try-agent.ts';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { trialText } from '../render/trial-text.ts';

/**
 * Lets a configured agent do one trivial task in a repository of its own, in a temporary folder: nothing of the
 * person's is touched.
 * @returns 0 when the work passed its check, 1 when not, 130 when it was interrupted
 * @throws AtmsError `agent-not-found`
 */
export async function testAgent(context: CommandContext, kind: string): Promise<number> {
  const { terminal, json, colours, environment } = context;
  const { repository } = await findHome(context.folder);
  const { config } = await loadConfig({ folder: repository.top, environment });
  const agent = agentOf(kind, config.agents);
  terminal.say(`Testing ${agent.kind} (${agent.adapter}) in a repository of its own …`);
  const interrupts = listenForInterrupts(() => terminal.say('Stopping; once more ends at once'));
  try {
    const trial = await tryAgent(context, { agent, config, stopping: interrupts.stopping });
    terminal.out(json ? JSON.stringify(trial) : trialText(trial, colours));
    return exitCodeOf(trial);
  } finally {
    interrupts.end();
  }
}

function exitCodeOf({ outcome }: AgentTrial): number {
  if (outcome === 'interrupted') return exitCodes.interrupted;
  return outcome === 'passed' ? exitCodes.done : exitCodes.failed;
}

function agentOf(kind: string, agents: readonly AgentConfig[]): AgentConfig {
  const found = agents.find((one) => one.kind === kind);
  if (found !== undefined) return found;
  const kinds = agents.map((one) => one.kind);
  const nearest = nearestName(kind, kinds);
  const hint =
    nearest === undefined ? `There are: ${kinds.join(', ')}` : `Did you mean ${nearest}?`;
  throw new AtmsError('agent-not-found', `No agent '${kind}' is configured. ${hint}`);
}
