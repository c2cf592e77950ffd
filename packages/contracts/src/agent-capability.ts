import type { TaskSpec } from './task-spec.ts';

/** What decides whether an agent can do a task; the coordinator assigns by it, the task-manager plans retries by it. */
export interface AgentAbility {
  readonly agentId: string;
  readonly kind: string;
  readonly skills: readonly string[];
}

/** A task's `agent` names a kind of agent or a role that is among its skills; every skill asked for must be there. */
export function canDo(agent: AgentAbility, task: Pick<TaskSpec, 'agent' | 'skills'>): boolean {
  const able = new Set([agent.kind, ...agent.skills]);
  const wanted = task.agent === undefined ? task.skills : [task.agent, ...task.skills];
  return wanted.every((skill) => able.has(skill));
}
