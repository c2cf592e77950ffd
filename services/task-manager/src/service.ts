import { createLogFollower, messageOf, type RecordedEvent } from '@atms/eventsourcing';
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
import { expireVoid, reactForApproval } from './processes/approval-process.ts';
import type { ToSend } from './processes/commands.ts';
import { reactForTask } from './processes/task-process.ts';
import { reactForWorkflow } from './processes/workflow-process.ts';
import { createTaskBoard, type TaskBoard } from './projections/task-board.ts';

/** The life of workflows and tasks. Replicas are safe: every decision names its revision. */
export function createTaskManager(options: TaskManagerOptions): Service {
  const { ports } = options;
  const board = createTaskBoard();
  const follower = createLogFollower({
    store: ports.store,
    views: [board],
    onFailure: ports.onFatal,
  });
  const aggregates = createAggregates(options);
  const send = createSender(aggregates);
  const onFailure = (error: unknown) => ports.log.error(`task-manager: ${messageOf(error)}`);

  const reactor = createReactor<ToSend>({
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
  const expiry = createDueRunner<ToSend>({
    clock: ports.clock,
    follower,
    due: () => dueApprovals(board),
    send: (due) => send(due.command, { ...due, causationId: due.commandId }),
    onFailure,
  });
  const sweep = createSweep({
    clock: ports.clock,
    sweep: async () => {
      for (const one of expireVoid(board)) await send(one, sweepEnvelope(one));
    },
    onFailure,
  });
  return serviceOf('task-manager', [
    { start: follower.start, stop: follower.close },
    served(() => serveCommands({ ...options, board, follower, aggregates })),
    reactor,
    expiry,
    sweep,
  ]);
}

function reactTo(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  return [
    ...reactForWorkflow(event, board),
    ...reactForTask(event, board),
    ...reactForApproval(event, board),
  ];
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

function sweepEnvelope(one: ToSend): Envelope {
  const name = one.to === 'approval' ? one.approvalId : one.to;
  return { commandId: `sweep/${name}`, correlationId: name, causationId: 'sweep' };
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
