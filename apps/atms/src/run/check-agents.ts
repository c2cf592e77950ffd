import { canDo } from '@atms/contracts';
import { AtmsError } from '@atms/eventsourcing';
import type { AgentConfig } from '@atms/platform/config';
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
  const wanted = { skills: [...skills], ...(agent === undefined ? {} : { agent }) };
  const able = agents.filter((one) => canDo({ ...one, agentId: one.kind }, wanted));
  if (able.length === 0) {
    return `${planTaskId} asks for ${[agent, ...skills].filter((word) => word !== undefined).join(', ')}`;
  }
  if (run === undefined && able.every(({ adapter }) => adapter === 'shell')) {
    return `${planTaskId} has no run: command, which a shell agent needs`;
  }
  return undefined;
}
