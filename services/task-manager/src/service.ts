import {
  createLogFollower,
  type LogFollower,
  messageOf,
  type RecordedEvent,
} from '@atms/eventsourcing';
import {
  createDueRunner,
  createReactor,
  createSweep,
  type Envelope,
  type Part,
  type Service,
  serviceOf,
} from '@atms/platform/service';
import { createAggregates, createSender } from './api/aggregates.ts';
import { serveCommands } from './api/commands.ts';
import type { TaskManagerOptions } from './ports.ts';
import { reactForApproval } from './processes/approval-process.ts';
import type { ToSend } from './processes/commands.ts';
import { leftOver } from './processes/left-over.ts';
import { reactForTask } from './processes/task-process.ts';
import { reactForWorkflow } from './processes/workflow-process.ts';
import { createTaskBoard, type TaskBoard } from './projections/task-board.ts';

/** The life of workflows and tasks. Replicas are safe: every decision names its revision. */
export function createTaskManager(options: TaskManagerOptions): Service {
  const { ports } = options;
  const board = createTaskBoard();
  const follower = createLogFollower({
    ...ports,
    name: 'task-manager',
    views: [board],
    onFailure: ports.onFatal,
  });
  const aggregates = createAggregates(options);
  const replica = { ports, board, follower, send: createSender(aggregates) };
  return serviceOf('task-manager', [
    { load: follower.start, start: follower.start, stop: follower.close },
    served(() => serveCommands({ ...options, board, follower, aggregates })),
    reactions(replica),
    expiry(replica),
    sweep(replica),
  ]);
}

interface Replica {
  readonly ports: TaskManagerOptions['ports'];
  readonly board: TaskBoard;
  readonly follower: LogFollower;
  readonly send: (toSend: ToSend, envelope: Envelope) => Promise<unknown>;
}

function served(serve: () => Promise<readonly { close(): Promise<void> }[]>): Part {
  let open: readonly { close(): Promise<void> }[] = [];
  return {
    async start() {
      open = await serve();
    },
    async stop() {
      await Promise.all(open.map((one) => one.close()));
    },
  };
}

function reactions({ ports, board, follower, send }: Replica): Part {
  return createReactor<ToSend>({
    service: 'task-manager',
    sources: ['task-manager', 'executor', 'quality-gateway', 'agent-coordinator', 'monitoring'],
    ports,
    follower,
    react: (event) =>
      reactTo(event, board).map((command) => ({
        command,
        correlationId: event.metadata.correlationId,
      })),
    send,
  });
}

function reactTo(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  return [
    ...reactForWorkflow(event, board),
    ...reactForTask(event, board),
    ...reactForApproval(event, board),
  ];
}

/** Questions that nobody answered in time. */
function expiry({ ports, board, follower, send }: Replica): Part {
  return createDueRunner<ToSend>({
    clock: ports.clock,
    follower,
    due: () => dueApprovals(board),
    send: ({ command, commandId, correlationId }) =>
      send(command, { commandId, correlationId, causationId: commandId }),
    onFailure: toLog(ports),
  });
}

function dueApprovals(board: TaskBoard) {
  return board.openApprovals().map(({ request, stream, revision }) => ({
    at: request.expiresAt,
    commandId: `${stream}/${revision}/expire`,
    correlationId: request.workflowId,
    command: {
      to: 'approval' as const,
      approvalId: request.approvalId,
      command: { type: 'ExpireApproval' as const, reason: 'time-over' as const },
    },
  }));
}

/** What nobody decided because its message was given up, or while nobody looked. */
function sweep({ ports, board, send }: Replica): Part {
  return createSweep({
    clock: ports.clock,
    sweep: async () => {
      for (const { name, correlationId, toSend } of leftOver(board)) {
        const commandId = `sweep/${name}`;
        // What cannot be decided for one is no reason to leave the others.
        await send(toSend, { commandId, correlationId, causationId: commandId }).catch(
          toLog(ports),
        );
      }
    },
    onFailure: toLog(ports),
  });
}

function toLog({ log }: Replica['ports']): (error: unknown) => void {
  return (error) => log.error(`task-manager: ${messageOf(error)}`);
}
