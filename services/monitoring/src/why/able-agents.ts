import { canDo } from '@atms/contracts';
import type { AgentRow, TaskRow } from '../projections/tables.ts';
import { textList } from '../queries/database.ts';

/** The agents that could do the task, whether they are there now or not. */
export function ableAgents(task: TaskRow, agents: readonly AgentRow[]): readonly AgentRow[] {
  return agents.filter(({ agentId, kind, skills }) =>
    canDo(
      { agentId, kind, skills: textList(skills) },
      {
        skills: [...textList(task.skills)],
        ...(task.wantedAgent === null ? {} : { agent: task.wantedAgent }),
        ...(task.run === null ? {} : { run: task.run }),
      },
    ),
  );
}

/** Whether nobody will ever take it as things are: no agent is able to, or a person has drained all that are. */
export function isForsaken(task: TaskRow, agents: readonly AgentRow[]): boolean {
  // Before the first one has registered, everybody is still to come.
  return agents.length > 0 && ableAgents(task, agents).every(({ state }) => state === 'drained');
}
