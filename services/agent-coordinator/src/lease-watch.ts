/** Ends leases that were not renewed, and marks the agents of a silent executor offline. */
import { streams } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import type { CoordinatorContext } from './ports.ts';
import { attemptName, type Hold } from './projections/agent-board.ts';

export function createLeaseWatch(context: CoordinatorContext): Part {
  const { ports, settings } = context;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;
  const turn = async () => {
    try {
      await endLeases(context);
      await markSilent(context);
    } catch (error) {
      ports.log.error(`agent-coordinator: watching leases failed: ${messageOf(error)}`);
    }
    if (!stopped) cancelTimer = ports.clock.after(settings.lease.renewEveryMs, () => void turn());
  };
  return {
    start: turn,
    async stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}

async function endLeases({ board, leases, agent }: CoordinatorContext): Promise<void> {
  const holds = board
    .agents()
    .flatMap((one) => [...one.holds.values()])
    .filter((hold) => !hold.executed);
  const byName = new Map<string, Hold>(holds.map((hold) => [attemptName(hold), hold]));
  for (const name of leases.expired([...byName.keys()])) {
    const hold = byName.get(name);
    if (hold === undefined) continue;
    const { agentId, workflowId, taskId, attempt } = hold;
    await agent({
      stream: streams.agent(agentId),
      commandId: `lease-over/${name}/${agentId}`,
      correlationId: workflowId,
      command: {
        type: 'ReleaseAgent',
        key: { workflowId, taskId, attempt },
        reason: 'lease-over',
      },
    });
  }
}

async function markSilent({ board, leases, agent, settings, follower }: CoordinatorContext): Promise<void> {
  const online = board.agents().filter((one) => one.online);
  const silent = leases.silent([...new Set(online.map((one) => one.executorId))]);
  for (const { agentId, executorId } of online) {
    if (!silent.includes(executorId)) continue;
    await agent({
      stream: streams.agent(agentId),
      commandId: `offline/${agentId}/${follower.position()}`,
      correlationId: agentId,
      command: {
        type: 'MarkOffline',
        reason: `nothing heard from ${executorId} for ${settings.lease.leaseMs} ms`,
      },
    });
  }
}
