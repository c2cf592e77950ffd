import { resolve } from 'node:path';
import { AtmsError } from '@atms/eventsourcing';
import type { ConfigSources } from '@atms/platform/config';
import type { CommandContext } from '../command-context.ts';
import { quoted } from '../quoted.ts';
import { readPlan, standardInput } from '../run/read-plan.ts';
import { runPlan } from '../run/run-plan.ts';
import { oneLine } from '../terminal.ts';

export interface RunFlags {
  readonly repo?: string;
  readonly branch?: string;
  readonly maxAgents?: number;
  readonly yes?: true;
  readonly new?: true;
  readonly continue?: true;
}

export async function run(context: CommandContext, plan: string, flags: RunFlags): Promise<number> {
  refuseToAskThroughPlan(plan, flags);
  const read = await readPlan(plan, context);
  for (const note of read.notes) context.terminal.say(context.colours.attention(oneLine(note)));
  return runPlan(context, {
    plan: read.plan,
    folder: resolve(context.folder, flags.repo ?? '.'),
    approval: { kind: flags.yes === true ? 'yes' : 'ask' },
    next: nextCommand(context, plan, flags),
    configSources: { flags: flagLayers(flags) },
    ...(flags.branch === undefined ? {} : { branch: flags.branch }),
    ...modeOf(flags),
  });
}

/** Standard input cannot both hold the plan and the answer. */
function refuseToAskThroughPlan(plan: string, { yes }: RunFlags): void {
  if (plan !== standardInput || yes === true) return;
  throw new AtmsError(
    'usage',
    'A plan from standard input leaves nobody to ask for its approval: add --yes, or name a file',
  );
}

function modeOf(flags: RunFlags): { readonly mode?: 'new' | 'continue' } {
  if (flags.new === true) return { mode: 'new' };
  return flags.continue === true ? { mode: 'continue' } : {};
}

function flagLayers({ maxAgents }: RunFlags): NonNullable<ConfigSources['flags']> {
  return maxAgents === undefined ? [] : [{ origin: '--max-agents', values: { maxAgents } }];
}

/** Without `--new`: that has done its work, and would begin once more. */
function nextCommand({ atms }: CommandContext, plan: string, flags: RunFlags): string {
  const { repo, branch, maxAgents } = flags;
  return [
    `${atms} run ${quoted(plan)}`,
    ...(repo === undefined ? [] : [`--repo ${quoted(repo)}`]),
    ...(branch === undefined ? [] : [`--branch ${quoted(branch)}`]),
    ...(maxAgents === undefined ? [] : [`--max-agents ${maxAgents}`]),
    // Without it this plan would be refused.
    ...(plan === standardInput ? ['--yes'] : []),
    ...(flags.continue === true ? ['--continue'] : []),
  ].join(' ');
}
