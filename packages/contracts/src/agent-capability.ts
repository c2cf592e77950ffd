import type { TaskSpec } from './task-spec.ts';

/** What decides whether an agent can do a task; the coordinator assigns by it, the task-manager plans retries by it. */
export interface AgentAbility {
  readonly agentId: string;
  readonly kind: string;
  readonly skills: readonly string[];
}

/** The skill of an agent that carries out a task's own `run:` command, and nothing else. */
export const runSkill = 'run';

/**
 * A task's `agent` names a kind of agent or a role that is among its skills; every skill asked for must be there.
 * A task with a command is for those that run commands, unless it names its agent; one without a command is not.
 */
export function canDo(
  agent: AgentAbility,
  task: Pick<TaskSpec, 'agent' | 'skills'> & { readonly run?: string },
): boolean {
  const able = new Set([agent.kind, ...agent.skills]);
  if (task.run === undefined && able.has(runSkill)) return false;
  if (task.run !== undefined && task.agent === undefined && !able.has(runSkill)) return false;
  const wanted = task.agent === undefined ? task.skills : [task.agent, ...task.skills];
  return wanted.every((skill) => able.has(skill));
}
