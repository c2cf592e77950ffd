import { type EventData, isEvent, streams } from '@atms/contracts';
import { createLogFollower, type LogFollower, type View } from '@atms/eventsourcing';
import { appendTo, type MemoryPorts, newEvent } from '@atms/testkit';
import type { Due } from '../wake-ups.ts';

export type Expiry = { readonly approvalId: string };

/** Questions that are open, as a view over the log: something that is due. */
export interface OpenQuestions extends View {
  due(): readonly Due<Expiry>[];
}

export function createOpenQuestions(): OpenQuestions {
  const open = new Map<string, Due<Expiry>>();
  return {
    apply(event) {
      if (isEvent(event, 'approval.requested')) {
        const { approvalId, expiresAt } = event.data;
        open.set(approvalId, {
          at: expiresAt,
          command: { approvalId },
          commandId: `${event.stream}/${event.revision}/expire`,
          correlationId: event.data.workflowId,
        });
      }
      if (isEvent(event, 'approval.granted')) open.delete(event.data.approvalId);
    },
    due: () => [...open.values()],
  };
}

export async function ask(
  { store, clock }: MemoryPorts,
  approvalId: string,
  seconds: number,
): Promise<void> {
  const expiresAt = new Date(Date.parse(clock.now()) + seconds * 1_000).toISOString();
  const data: EventData<'approval.requested'> = {
    approvalId,
    ...key,
    action: 'network',
    detail: '',
    expiresAt,
  };
  await appendTo(store, streams.approval(approvalId), [
    newEvent({ type: 'approval.requested', data }),
  ]);
}

export async function grant({ store }: MemoryPorts, approvalId: string): Promise<void> {
  const data = { approvalId, ...key, by: 'pat' };
  await appendTo(store, streams.approval(approvalId), [
    newEvent({ type: 'approval.granted', data }),
  ]);
}

export function followed({ store, onFatal }: MemoryPorts, view: View): LogFollower {
  return createLogFollower({ store, views: [view], onFailure: onFatal });
}

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
