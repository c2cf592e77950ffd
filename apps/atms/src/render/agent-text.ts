import type { AgentDetail } from '@atms/monitoring';
import { formatDuration } from '@atms/plan';
import { shownSkills } from '../agent-skills.ts';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { count } from './count.ts';
import { section } from './status-text.ts';
import { aligned } from './width.ts';

/** One line per agent: state, slots, skills, how its attempts have gone, what it works on. */
export function agentsText(agents: readonly AgentDetail[], colours: Colours): string {
  if (agents.length === 0) return 'No agent was registered here yet; a run does that.';
  const rows = agents.map((agent) => [
    oneLine(agent.agentId),
    oneLine(agent.state),
    `${agent.slotsUsed} of ${count(agent.slots, 'slot')}`,
    record(agent),
    oneLine(agent.working.map(({ planTaskId }) => planTaskId).join(', ')),
    oneLine(shownSkills(agent.skills).join(', ')),
  ]);
  const heads = ['agent', 'state', 'in use', 'attempts', 'works on', 'skills'];
  const [head = '', ...lines] = aligned([heads, ...rows]);
  return [colours.quiet(head), ...lines].join('\n');
}

export interface AgentStyle {
  readonly colours: Colours;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** One agent with its record and what it works on. */
export function agentText(agent: AgentDetail, { colours, nowMs }: AgentStyle): string {
  const { agentId, state, reason, working, skills, performance } = agent;
  const { meanDurationMs, costUsd } = performance;
  const rows = [
    ['state', oneLine(reason === null ? state : `${state}: ${reason}`)],
    ['slots', `${agent.slotsUsed} of ${agent.slots} in use`],
    ['skills', oneLine(shownSkills(skills).join(', '))],
    ['attempts', record(agent)],
    ['mean time', meanDurationMs === null ? '' : formatDuration(meanDurationMs)],
    ['cost', costUsd === null ? '' : `$${costUsd.toFixed(2)}`],
  ].filter(([, value]) => value !== '');
  return [
    colours.strong(oneLine(agentId)),
    aligned(rows).join('\n'),
    section('Works on', aligned(working.map((one) => workRow(one, nowMs))), { colours }),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** `5 of 6 done, 4 passed their checks; 1 timed-out`. */
function record({ performance }: AgentDetail): string {
  const { executed, done, passed, byOutcome } = performance;
  if (executed === 0) return 'none ended yet';
  const others = Object.entries(byOutcome).filter(([outcome]) => outcome !== 'done');
  const rest = others.map(([outcome, number]) => `${number} ${oneLine(outcome)}`);
  return [`${done} of ${executed} done, ${passed} passed`, ...rest].join(', ');
}

function workRow(
  { planTaskId, name, attempt, assignedAt }: AgentDetail['working'][number],
  nowMs: number,
): readonly string[] {
  const sinceMs = Math.max(0, nowMs - Date.parse(assignedAt));
  return [
    oneLine(planTaskId),
    oneLine(name),
    `attempt ${attempt}`,
    `for ${formatDuration(Math.max(1, Math.round(sinceMs / 1000)) * 1000)}`,
  ];
}
