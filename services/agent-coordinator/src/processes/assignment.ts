/** Who does what next: the waiting attempts in the queue's order, each to its best agent. Pure. */
import type { AgentScore, KnownTask } from '@atms/contracts';
import { type Candidate, chooseAgent } from '../domain/agent-choice.ts';
import type { AttemptKey } from '../domain/agent.ts';
import type { AgentBoard } from '../projections/agent-board.ts';
import type { KnownAgent } from '../projections/agent-roster.ts';

export interface PlannedAssignment {
  readonly agentId: string;
  readonly key: AttemptKey;
  readonly score: AgentScore;
  readonly fallbacks: readonly string[];
  readonly executed: readonly AttemptKey[];
}

export function planAssignments(
  board: AgentBoard,
  limits: { readonly maxAgents: number },
): readonly PlannedAssignment[] {
  const agents = board.agents();
  const taken = new Map(agents.map((agent) => [agent.agentId, activeHolds(agent).length]));
  let active = [...taken.values()].reduce((sum, one) => sum + one, 0);
  const planned: PlannedAssignment[] = [];
  for (const { key, task } of startable(board)) {
    if (active >= limits.maxAgents) break;
    const candidates = agents.map((agent) => candidateOf(board, agent, taken));
    const choice = chooseAgent(task.spec, task.retried, candidates);
    if (choice === undefined) continue;
    taken.set(choice.agentId, (taken.get(choice.agentId) ?? 0) + 1);
    active += 1;
    planned.push({ ...choice, key, executed: executedHolds(agents, choice.agentId) });
  }
  return planned;
}

function startable(board: AgentBoard): readonly { key: AttemptKey; task: KnownTask }[] {
  return board.waiting().flatMap((key) => {
    const task = board.task(key.taskId);
    const mayStart = board.isCurrent(key.taskId, key.attempt) && !board.isPaused(key.taskId);
    return task !== undefined && mayStart ? [{ key, task }] : [];
  });
}

function activeHolds(agent: KnownAgent) {
  return [...agent.holds.values()].filter((hold) => !hold.executed);
}

function executedHolds(agents: readonly KnownAgent[], agentId: string): readonly AttemptKey[] {
  const agent = agents.find((one) => one.agentId === agentId);
  return agent === undefined ? [] : [...agent.holds.values()].filter((hold) => hold.executed);
}

function candidateOf(
  board: AgentBoard,
  agent: KnownAgent,
  taken: ReadonlyMap<string, number>,
): Candidate {
  const { agentId, kind, skills, slots } = agent;
  return {
    agentId,
    kind,
    skills,
    slots,
    taken: taken.get(agentId) ?? 0,
    performance: board.performanceOf(agentId),
    available: agent.online && !agent.drained,
  };
}
