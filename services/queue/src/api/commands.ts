/** What people ask of the queue. */
import type { CommandPayload } from '@atms/contracts';
import { type LogFollower, reject } from '@atms/eventsourcing';
import {
  type CommandEnvelope,
  type Decided,
  type Part,
  serveCommand,
  type ServicePorts,
} from '@atms/platform/service';
import type { QueueRequest } from '../processes/queue-process.ts';
import type { QueueView } from '../projections/queue-view.ts';

export type QueueEnvelope = CommandEnvelope & { readonly correlationId: string };

export interface QueueContext {
  readonly ports: ServicePorts;
  readonly view: QueueView;
  readonly follower: LogFollower;
  readonly send: (request: QueueRequest, envelope: QueueEnvelope) => Promise<Decided>;
}

export function serveQueueCommands(context: QueueContext): Part {
  let served: { close(): Promise<void> } | undefined;
  return {
    async start() {
      served = await serveCommand(context.ports, {
        service: 'queue',
        name: 'PrioritizeTask',
        decide: (payload, envelope) => prioritizeTask(context, payload, envelope),
      });
    },
    async stop() {
      await served?.close();
    },
  };
}

/** Answered with the attempt that the word is about, and stays with its later ones. */
async function prioritizeTask(
  { ports, view, follower, send }: QueueContext,
  { taskId, priority, by }: CommandPayload<'PrioritizeTask'>,
  envelope: CommandEnvelope,
): Promise<Decided> {
  // Whoever asks may have created the task a moment ago.
  await follower.reached(await ports.store.head());
  const task = view.task(taskId);
  if (task === undefined) return unknownTask(view, taskId);
  const { lineId, workflowId } = task;
  return send(
    { type: 'Prioritize', lineId, taskId, priority, by },
    { correlationId: workflowId, ...envelope },
  );
}

function unknownTask(view: QueueView, taskId: string): Decided {
  if (!view.isPlanned(taskId))
    return reject('task-not-found', `There is no task ${taskId} that could still be queued`);
  return reject(
    'not-queued',
    `Task ${taskId} is planned and not queued yet: approve its workflow, then prioritize it`,
  );
}
