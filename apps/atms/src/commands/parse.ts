import { criticalPath, depthsOf, forecast, graphAsDot, graphAsMermaid } from '@atms/plan';
import type { Plan } from '@atms/plan';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { forecastRows, forecastRule, planText } from '../render/plan-text.ts';
import { readPlan } from '../run/read-plan.ts';
import type { ReadPlan } from '../run/read-plan.ts';
import { oneLine } from '../terminal.ts';

export interface ParseFlags {
  readonly dot?: true;
  readonly mermaid?: true;
  readonly agents?: number;
}

/** Shows how a plan is understood, and what it takes. Changes nothing, and needs no repository. */
export async function parse(
  context: CommandContext,
  named: string,
  flags: ParseFlags,
): Promise<number> {
  const { terminal, colours, json } = context;
  const read = await readPlan(named, context);
  if (!json) for (const note of read.notes) terminal.say(colours.attention(oneLine(note)));
  terminal.out(json ? JSON.stringify(asData(read, flags)) : asText(read.plan, flags));
  return exitCodes.done;
}

function asText(plan: Plan, { dot, mermaid, agents }: ParseFlags): string {
  if (dot === true) return graphAsDot(plan);
  if (mermaid === true) return graphAsMermaid(plan);
  return planText(plan, agents === undefined ? {} : { agents });
}

/** The forecast is null when a task has no estimate. Times are milliseconds. */
function asData({ plan, format, notes }: ReadPlan, { agents }: ParseFlags): object {
  const hasEstimates = plan.tasks.every(({ estimateMs }) => estimateMs > 0);
  return {
    type: 'plan',
    format,
    notes,
    ...plan,
    depths: depthsOf(plan.tasks).map((layer) => layer.map(({ planTaskId }) => planTaskId)),
    criticalPath: hasEstimates ? criticalPath(plan.tasks) : null,
    forecast: hasEstimates ? forecastData(plan, agents) : null,
  };
}

function forecastData({ tasks }: Plan, agents: number | undefined): object {
  return {
    rule: forecastRule,
    sequentialMs: forecast(tasks, 1).sequentialMs,
    withAgents: forecastRows(tasks, agents),
  };
}
