import { canDo } from '@atms/contracts';
import { skillsOf } from '../agent-skills.ts';
import { AtmsError } from '@atms/eventsourcing';
import type { AgentConfig } from '@atms/platform/config';
import { nearestName } from '@atms/plan';
import type { Plan, PlanTask } from '@atms/plan';

const shown = 5;

/**
 * A task that no agent can take would wait for ever, and a shell agent has nothing to run without a command.
 * @throws AtmsError `no-agent-for-task`
 */
export function checkAgents(plan: Plan, agents: readonly AgentConfig[]): void {
  const faults = plan.tasks.flatMap((task) => faultOf(task, agents) ?? []);
  if (faults.length === 0) return;
  const more = faults.length > shown ? [`  and ${faults.length - shown} more`] : [];
  const kinds = agents.map(({ kind, skills }) => [kind, ...skills].join(', ')).join('; ');
  throw new AtmsError(
    'no-agent-for-task',
    [
      'The plan has tasks that no agent here can do:',
      ...faults.slice(0, shown).map((fault) => `  ${fault}`),
      ...more,
      `There are: ${kinds}. Change the tasks, or list such an agent under agents: in atms.config.yaml`,
    ].join('\n'),
  );
}

function faultOf(task: PlanTask, agents: readonly AgentConfig[]): string | undefined {
  const { planTaskId, agent, skills, run } = task;
  const isAble = (wanted: Pick<PlanTask, 'skills' | 'agent' | 'run'>) =>
    agents.some(({ kind, ...one }) =>
      canDo(
        { agentId: kind, kind, skills: skillsOf({ kind, ...one }) },
        { ...wanted, skills: [...wanted.skills] },
      ),
    );
  if (isAble(task)) return undefined;
  if (run === undefined && isAble({ ...task, run: '' })) {
    return `${planTaskId} has no run: command, which the agents that could do it need`;
  }
  const wanted = [...(agent === undefined ? [] : [agent]), ...skills];
  return wanted.length === 0
    ? `${planTaskId} has a run: command, and no agent runs commands`
    : `${planTaskId} asks for ${wanted.join(', ')}: ${whyNobody(wanted, agents)}`;
}

/** Which of the words nobody has; all of them may be there, but in different agents. */
function whyNobody(wanted: readonly string[], agents: readonly AgentConfig[]): string {
  const known = agents.flatMap((one) => [one.kind, ...skillsOf(one)]);
  const missing = wanted.filter((word) => !known.includes(word));
  const [first] = missing;
  if (first === undefined) return 'no single agent has all of it';
  const nearest = nearestName(first, known);
  const advice = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  return `nobody has ${missing.join(', ')}${advice}`;
}
