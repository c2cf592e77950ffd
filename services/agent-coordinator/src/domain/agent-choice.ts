/** Which agent does it: a hard filter, then a score that is recorded with the assignment. */
import {
  type AgentAbility,
  type AgentScore,
  canDo,
  type EventData,
  type TaskSpec,
} from '@atms/contracts';

export interface Candidate extends AgentAbility {
  readonly slots: number;
  readonly taken: number;
  /** Share of its recent attempts that were completed, 0 to 1; 1 as long as nothing is known. */
  readonly performance: number;
  readonly available: boolean;
}

export interface Choice {
  readonly agentId: string;
  readonly score: AgentScore;
  /** The others that could have done it, best first. */
  readonly fallbacks: readonly string[];
}

/** Weights of performance and load; availability is a condition, not a weight. */
const weights = { performance: 2 / 3, load: 1 / 3 };

type Retried = EventData<'task.retried'>;

/** The best capable agent with a free slot, or undefined: then the task waits. */
export function chooseAgent(
  task: TaskSpec,
  retried: Retried | undefined,
  candidates: readonly Candidate[],
): Choice | undefined {
  const capable = candidates.filter((agent) => agent.available && canDo(agent, task));
  const ranked = onLadder(capable, retried)
    .filter((agent) => agent.taken < agent.slots)
    .map((agent) => ({ agentId: agent.agentId, score: scoreOf(agent) }))
    .toSorted((a, b) => b.score.total - a.score.total || compareIds(a.agentId, b.agentId));
  const [best, ...others] = ranked;
  if (best === undefined) return undefined;
  return { ...best, fallbacks: others.map((one) => one.agentId) };
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A retry keeps to its rung: the agent that the ladder began with while it is there, or one of the others. */
function onLadder(
  capable: readonly Candidate[],
  retried: Retried | undefined,
): readonly Candidate[] {
  if (retried === undefined || retried.agent === 'any') return capable;
  const [first] = retried.previousAgents;
  if (retried.agent === 'same') return unlessNone(capable, (agent) => agent.agentId === first);
  const others = unlessNone(capable, (agent) => agent.agentId !== first);
  return unlessNone(others, (agent) => !retried.previousAgents.includes(agent.agentId));
}

function unlessNone(
  agents: readonly Candidate[],
  isWanted: (agent: Candidate) => boolean,
): readonly Candidate[] {
  const wanted = agents.filter(isWanted);
  return wanted.length > 0 ? wanted : agents;
}

function scoreOf(agent: Candidate): AgentScore {
  const load = agent.taken / agent.slots;
  return {
    total: agent.performance * weights.performance + (1 - load) * weights.load,
    performance: agent.performance,
    load,
  };
}
