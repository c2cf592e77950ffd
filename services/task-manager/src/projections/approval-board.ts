/**
 * Questions of agents, folded from the log. A question belongs to an attempt and to the attempts that go on with it:
 * an interruption, or a lost lease, ends the agent that asked, but not what it asked.
 */
import { type EventData, isEvent, type RetryCause, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, KeptView } from '@atms/eventsourcing';

type Request = EventData<'approval.requested'>;

export interface OpenApproval {
  readonly request: Request;
  readonly stream: string;
  readonly revision: number;
}

export interface ApprovalBoard extends KeptView {
  openApprovals(): readonly OpenApproval[];
  /** What is open although no attempt, and none that goes on with it, waits for the answer. */
  voidApprovals(): readonly OpenApproval[];
  /** The approval of the same question, open or answered, when the attempt goes on with the one that asked it. */
  askedBefore(question: Pick<Request, 'taskId' | 'action' | 'detail'>): string | undefined;
}

/** Attempts that are ended by these are gone on with, not judged. */
const interruptions: readonly RetryCause[] = ['interrupted', 'lease-over'];

export function createApprovalBoard(index: Pick<TaskIndex, 'task' | 'isCurrent'>): ApprovalBoard {
  const open = new Map<string, OpenApproval>();
  /** By task: approval ids by question, of the attempts that the current one goes on with. */
  const questions = new Map<string, Map<string, string>>();
  const forget = (taskId: string) => void questions.delete(taskId);
  const isAlive = ({ taskId, approvalId }: Request) =>
    [...(questions.get(taskId)?.values() ?? [])].includes(approvalId) &&
    index.isCurrent(taskId, index.task(taskId)?.attempt ?? 0);

  return {
    tables: { open, questions },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'approval.requested')) {
        const { stream, revision, data } = event;
        open.set(data.approvalId, { request: data, stream, revision });
        if (index.isCurrent(data.taskId, data.attempt)) {
          const known = questions.get(data.taskId) ?? new Map<string, string>();
          questions.set(data.taskId, known.set(nameOf(data), data.approvalId));
        }
      }
      if (isEvent(event, 'approval.granted', 'approval.denied', 'approval.expired')) {
        open.delete(event.data.approvalId);
      }
      if (isEvent(event, 'task.retried') && !interruptions.includes(event.data.cause)) {
        forget(event.data.taskId);
      }
      if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled', 'task.escalated')) {
        forget(event.data.taskId);
      }
    },
    openApprovals: () => [...open.values()],
    voidApprovals: () => [...open.values()].filter(({ request }) => !isAlive(request)),
    askedBefore: (question) => questions.get(question.taskId)?.get(nameOf(question)),
  };
}

function nameOf({ action, detail }: Pick<Request, 'action' | 'detail'>): string {
  return JSON.stringify([action, detail]);
}
