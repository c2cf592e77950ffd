import { canDo } from '@atms/contracts';
import { AtmsError } from '@atms/eventsourcing';
import type { StatusView } from '@atms/monitoring';
import { nearestName } from '@atms/plan';
import type { AtmsClient } from '../../client.ts';
import { shownSkills } from '../../agent-skills.ts';
import { oneLine } from '../../terminal.ts';

export interface Wanted {
  readonly agent?: string | undefined;
  readonly skills: readonly string[];
  readonly run?: string | undefined;
}

/**
 * A task that no agent can take would wait for ever. Before any agent was registered here nobody can know.
 * @throws AtmsError `no-agent-for-task`
 */
export async function checkAble(client: AtmsClient, wanted: Wanted): Promise<void> {
  const { agents } = await client.get<StatusView>('/api/status');
  const known = agents.filter(({ state }) => state !== 'drained');
  const { agent, skills, run } = wanted;
  const task = {
    skills: [...skills],
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
  };
  if (known.length === 0 || known.some((one) => canDo(one, task))) return;
  const names = known.flatMap((one) => [one.kind, ...shownSkills(one.skills)]);
  throw new AtmsError(
    'no-agent-for-task',
    `No agent here can do that: ${reasonOf(wanted, names)} There are: ${kindsOf(known)}`,
  );
}

function reasonOf({ agent, skills, run }: Wanted, names: readonly string[]): string {
  const missing = [agent, ...skills].find((name) => name !== undefined && !names.includes(name));
  if (missing !== undefined) {
    const nearest = nearestName(missing, [...new Set(names)]);
    const advice = nearest === undefined ? '.' : `; did you mean ${oneLine(nearest)}?`;
    return `nobody is or can '${oneLine(missing)}'${advice}`;
  }
  return run === undefined
    ? 'it has no run: command, which the agents that could do it need.'
    : 'it has a run: command, and no such agent runs commands.';
}

function kindsOf(agents: readonly { readonly kind: string; readonly skills: readonly string[] }[]) {
  return agents
    .map(({ kind, skills }) => oneLine([kind, ...shownSkills(skills)].join(', ')))
    .join('; ');
}
