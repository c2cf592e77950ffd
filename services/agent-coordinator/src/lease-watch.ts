/** Ends leases that were not renewed, and marks the agents of a silent executor offline. */
import { streams } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import type { CoordinatorContext } from './ports.ts';
import { releaseWithoutRenewal } from './processes/release-process.ts';
import { attemptName } from './projections/agent-roster.ts';

export function createLeaseWatch(context: CoordinatorContext): Part {
  const { ports, settings } = context;
  let cancelTimer: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  const turn = () => {
    running = look(context)
      .catch((error: unknown) => {
        ports.log.error(`agent-coordinator: watching leases failed: ${messageOf(error)}`);
      })
      .then(() => {
        if (!stopped) cancelTimer = ports.clock.after(settings.lease.renewEveryMs, turn);
      });
  };
  return {
    async start() {
      turn();
    },
    async stop() {
      stopped = true;
      cancelTimer?.();
      await running;
    },
  };
}

async function look(context: CoordinatorContext): Promise<void> {
  await endLeases(context);
  await markSilent(context);
}

async function endLeases({ board, leases, agent }: CoordinatorContext): Promise<void> {
  const holds = board
    .agents()
    .flatMap((one) => [...one.holds.values()])
    .filter((hold) => !hold.executed);
  const expired = leases.expired(holds.map(attemptName));
  for (const hold of holds.filter((one) => expired.includes(attemptName(one)))) {
    const { agentId, key, reason } = releaseWithoutRenewal(board, hold);
    await agent({
      stream: streams.agent(agentId),
      commandId: `${reason}/${attemptName(key)}/${agentId}`,
      correlationId: key.workflowId,
      command: { type: 'ReleaseAgent', key, reason },
    });
  }
}

async function markSilent(context: CoordinatorContext): Promise<void> {
  const { board, leases, agent, settings, follower } = context;
  const online = board.agents().filter((one) => one.online);
  const silent = leases.silent([...new Set(online.map((one) => one.executorId))]);
  for (const { agentId, executorId } of online.filter((one) => silent.includes(one.executorId))) {
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
