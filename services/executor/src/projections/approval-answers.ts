import { type EventOf, isEvent } from '@atms/contracts';
import type { KeptView } from '@atms/eventsourcing';

export type ApprovalAnswer = { readonly granted: boolean; readonly reason: string };

/** What was said to questions of agents. */
export interface ApprovalAnswers extends KeptView {
  of(approvalId: string): ApprovalAnswer | undefined;
  /** For a workflow of which nobody waits for an answer any more. */
  forget(workflowId: string): void;
}

export function createApprovalAnswers(): ApprovalAnswers {
  const byApproval = new Map<string, ApprovalAnswer>();
  /** The approvals of each workflow. */
  const asked = new Map<string, string[]>();
  const note = (approvalId: string, workflowId: string, answer: ApprovalAnswer) => {
    byApproval.set(approvalId, answer);
    asked.set(workflowId, [...(asked.get(workflowId) ?? []), approvalId]);
  };
  return {
    tables: { byApproval, asked },
    apply(event) {
      if (!isEvent(event, 'approval.granted', 'approval.denied', 'approval.expired')) return;
      const { approvalId, workflowId } = event.data;
      note(approvalId, workflowId, answerOf(event));
    },
    of: (approvalId) => byApproval.get(approvalId),
    forget(workflowId) {
      for (const approvalId of asked.get(workflowId) ?? []) byApproval.delete(approvalId);
      asked.delete(workflowId);
    },
  };
}

type Answered = 'approval.granted' | 'approval.denied' | 'approval.expired';

function answerOf({ type, data }: EventOf<Answered>): ApprovalAnswer {
  if (type === 'approval.granted') {
    return { granted: true, reason: `granted by ${data.policy ?? data.by}` };
  }
  const reason = type === 'approval.denied' ? data.reason : `expired: ${data.reason}`;
  return { granted: false, reason };
}
