import { streams } from '@atms/contracts';
import { createLogFollower, messageOf } from '@atms/eventsourcing';
import {
  createAggregate,
  createReactor,
  createSweep,
  plainState,
  type Envelope,
  type Service,
  serviceOf,
} from '@atms/platform/service';
import { serveAgentCommands } from './api/commands.ts';
import { createAssigner } from './assigner.ts';
import { agentDecider, agentEventTypes, type AgentState } from './domain/agent.ts';
import { createLeaseTable } from './lease-table.ts';
import { createLeaseWatch } from './lease-watch.ts';
import type { CoordinatorOptions } from './ports.ts';
import {
  reactInCoordinator,
  reconcileHolds,
  type ReleaseRequest,
} from './processes/release-process.ts';
import { createAgentBoard } from './projections/agent-board.ts';

/** Who does it: registration, slots, leases. */
export function createAgentCoordinator(options: CoordinatorOptions): Service {
  const { ports, settings } = options;
  const board = createAgentBoard();
  const follower = createLogFollower({
    ...ports,
    name: 'agent-coordinator',
    views: [board],
    onFailure: ports.onFatal,
  });
  const agent = createAgents(ports);
  const leases = createLeaseTable({
    leaseMs: settings.lease.leaseMs,
    monotonicMs: () => ports.clock.monotonicMs(),
  });
  const context = { ...options, board, follower, agent, leases };
  const release = (request: ReleaseRequest, envelope: Envelope) =>
    agent({
      ...envelope,
      stream: streams.agent(request.agentId),
      command: { type: 'ReleaseAgent', key: request.key, reason: request.reason },
    });
  const onFailure = (error: unknown) => ports.log.error(`agent-coordinator: ${messageOf(error)}`);

  return serviceOf('agent-coordinator', [
    { load: follower.start, start: follower.start, stop: follower.close },
    serveAgentCommands(context),
    createReactor<ReleaseRequest>({
      service: 'agent-coordinator',
      sources: ['agent-coordinator', 'executor', 'task-manager'],
      ports,
      follower,
      react: (event) =>
        reactInCoordinator(event, board).map((command) => ({
          command,
          correlationId: event.metadata.correlationId,
        })),
      send: release,
    }),
    createAssigner(context),
    createLeaseWatch(context),
    createSweep({
      clock: ports.clock,
      onFailure,
      sweep: async () => {
        const position = follower.position();
        for (const [index, one] of reconcileHolds(board).entries()) {
          const commandId = `sweep/${position}/${index}`;
          await release(one, {
            commandId,
            correlationId: one.key.workflowId,
            causationId: commandId,
          });
        }
      },
    }),
  ]);
}

/** An agent's stream grows with everything that it is given. */
function createAgents(ports: CoordinatorOptions['ports']) {
  return createAggregate(ports, {
    decider: agentDecider,
    types: agentEventTypes,
    plain: plainState<AgentState>(),
  });
}
