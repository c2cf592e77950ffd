import {
  accept,
  type Decider,
  InvalidMessage,
  type RecordedEvent,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';

/** A small decider for specs of the kernel: an account that never goes below zero, nor above its limit. */
export type AccountCommand =
  | { readonly kind: 'Deposit'; readonly amount: number }
  | { readonly kind: 'Withdraw'; readonly amount: number }
  /** Takes effect once; then it is accepted without events. */
  | { readonly kind: 'Close' }
  /** Its decision throws. */
  | { readonly kind: 'Explode' }
  /** Its event must not enter the log. */
  | { readonly kind: 'Smuggle' };

export type AccountEvent =
  | { readonly type: 'account.credited'; readonly data: { readonly amount: number } }
  | { readonly type: 'account.debited'; readonly data: { readonly amount: number } }
  | { readonly type: 'account.closed'; readonly data: { readonly smuggled: boolean } };

export interface AccountState {
  readonly balance: number;
  readonly closed: boolean;
}

export const accountLimit = 1_000;

export const account: Decider<AccountCommand, AccountState, AccountEvent, Rejection> = {
  initialState: () => ({ balance: 0, closed: false }),
  evolve(state, event) {
    switch (event.type) {
      case 'account.credited':
        return { ...state, balance: state.balance + event.data.amount };
      case 'account.debited':
        return { ...state, balance: state.balance - event.data.amount };
      case 'account.closed':
        return { ...state, closed: true };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    if (command.kind === 'Explode') throw new Error('exploded');
    if (command.kind === 'Smuggle') {
      return accept({ type: 'account.closed', data: { smuggled: true } });
    }
    if (state.closed) {
      return command.kind === 'Close' ? accept() : reject('account-closed', 'It is closed');
    }
    if (command.kind === 'Close') {
      return accept({ type: 'account.closed', data: { smuggled: false } });
    }
    return move(command, state);
  },
  isOver: ({ closed }) => closed,
};

function move(
  { kind, amount }: AccountCommand & { readonly amount: number },
  { balance }: AccountState,
) {
  if (kind === 'Deposit') {
    if (balance + amount > accountLimit) return reject('limit-reached', 'It is full');
    return accept<AccountEvent>({ type: 'account.credited', data: { amount } });
  }
  if (balance < amount) return reject('not-covered', 'There is not so much on it');
  return accept<AccountEvent>({ type: 'account.debited', data: { amount } });
}

export function isAccountEvent(event: RecordedEvent): event is RecordedEvent & AccountEvent {
  return ['account.credited', 'account.debited', 'account.closed'].includes(event.type);
}

export function checkAccountEvent(event: AccountEvent): void {
  if (event.type === 'account.closed' && event.data.smuggled) {
    throw new InvalidMessage('This event must not enter the log');
  }
}
