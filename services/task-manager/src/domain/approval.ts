import type { EventData, EventOf } from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';

export const approvalEventTypes = [
  'approval.requested',
  'approval.granted',
  'approval.denied',
  'approval.expired',
] as const;
export type ApprovalEvent = EventOf<(typeof approvalEventTypes)[number]>;

type Request = EventData<'approval.requested'>;

export type ApprovalCommand =
  | {
      readonly type: 'RequestApproval';
      readonly request: Request;
      /** The rule that grants it at once, when there is one. */
      readonly policy?: string;
    }
  | { readonly type: 'GrantApproval'; readonly by: string }
  | { readonly type: 'DenyApproval'; readonly by: string; readonly reason: string }
  | { readonly type: 'ExpireApproval'; readonly reason: 'time-over' | 'attempt-not-current' };

/** An approval counts for one action of one attempt, once. */
export interface ApprovalState {
  readonly life: 'none' | 'open' | 'granted' | 'denied' | 'expired';
  readonly request?: Request;
}

export const approvalDecider: Decider<ApprovalCommand, ApprovalState, ApprovalEvent, Rejection> = {
  initialState: () => ({ life: 'none' }),
  evolve: evolveApproval,
  decide: decideApproval,
  isOver: ({ life }) => life !== 'open',
};

function evolveApproval(state: ApprovalState, event: ApprovalEvent): ApprovalState {
  switch (event.type) {
    case 'approval.requested':
      return { life: 'open', request: event.data };
    case 'approval.granted':
      return { ...state, life: 'granted' };
    case 'approval.denied':
      return { ...state, life: 'denied' };
    case 'approval.expired':
      return { ...state, life: 'expired' };
    default:
      return unreachable(event);
  }
}

function decideApproval(
  command: ApprovalCommand,
  state: ApprovalState,
): Decision<ApprovalEvent, Rejection> {
  if (command.type === 'RequestApproval') return request(command, state);
  if (state.request === undefined) return reject('approval-not-found', 'There is no such approval');
  const { approvalId, workflowId, taskId, attempt } = state.request;
  const key = { approvalId, workflowId, taskId, attempt };
  switch (command.type) {
    case 'GrantApproval':
      return settle(state, { type: 'approval.granted', data: { ...key, by: command.by } });
    case 'DenyApproval':
      return settle(state, {
        type: 'approval.denied',
        data: { ...key, by: command.by, reason: command.reason },
      });
    case 'ExpireApproval':
      return state.life === 'open'
        ? accept({ type: 'approval.expired', data: { ...key, reason: command.reason } })
        : accept();
    default:
      return unreachable(command);
  }
}

function request(
  command: { readonly request: Request; readonly policy?: string },
  state: ApprovalState,
): Decision<ApprovalEvent, Rejection> {
  if (state.life !== 'none') return accept();
  const requested: ApprovalEvent = { type: 'approval.requested', data: command.request };
  if (command.policy === undefined) return accept(requested);
  const { approvalId, workflowId, taskId, attempt } = command.request;
  const data = { approvalId, workflowId, taskId, attempt, by: 'policy', policy: command.policy };
  return accept<ApprovalEvent>(requested, { type: 'approval.granted', data });
}

const lifeAfter = { 'approval.granted': 'granted', 'approval.denied': 'denied' } as const;

function settle(
  state: ApprovalState,
  event: Extract<ApprovalEvent, { type: keyof typeof lifeAfter }>,
): Decision<ApprovalEvent, Rejection> {
  if (state.life === 'open') return accept(event);
  if (state.life === lifeAfter[event.type]) return accept();
  return reject('approval-already-decided', `This approval is ${state.life} already`);
}
