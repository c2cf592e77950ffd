import { formatDuration } from '@atms/plan';
import type { AgentTrial } from '../agent-trial/try-agent.ts';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { section } from './status-text.ts';
import { aligned } from './width.ts';

/** How an agent's test went: what it was asked, how long it took, and what was wrong. */
export function trialText(trial: AgentTrial, colours: Colours): string {
  const { kind, adapter, asked, outcome, durationMs, costUsd, reasons, lastLines } = trial;
  const paint = outcome === 'passed' ? colours.good : colours.bad;
  const facts = [
    ['agent', oneLine(`${kind} (${adapter})`)],
    ['asked', oneLine(asked)],
    ['outcome', paint(outcome === 'passed' ? 'passed its check' : outcome)],
    ['time', durationMs === null ? '' : duration(durationMs)],
    ['cost', costUsd === null ? '' : `$${costUsd.toFixed(2)}`],
  ].filter(([, value]) => value !== '');
  return [
    aligned(facts).join('\n'),
    section('Said', [...new Set(reasons.map(oneLine))], { colours }),
    outcome === 'passed' ? '' : section('Last lines', lastLines.map(oneLine), { colours }),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function duration(ms: number): string {
  return ms < 1_000 ? 'under a second' : formatDuration(Math.round(ms / 1_000) * 1_000);
}
