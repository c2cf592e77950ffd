/**
 * The merges of one line.
 *
 * 1. At most one merge is open; who finds it open finishes it first.
 * 2. A merge starts only on the head that its candidate was built on.
 * 3. An attempt's merge has one outcome.
 */
import type { EventData, EventOf } from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';

export const mergeEventTypes = ['merge.started', 'merge.applied', 'merge.conflicted'] as const;
export type MergeEvent = EventOf<(typeof mergeEventTypes)[number]>;
export type Candidate = EventData<'merge.started'>;

interface AttemptKey {
  readonly taskId: string;
  readonly attempt: number;
}

export type MergeCommand =
  | { readonly type: 'StartMerge'; readonly candidate: Candidate; readonly head: string }
  | { readonly type: 'ApplyMerge'; readonly key: AttemptKey }
  | { readonly type: 'ConflictMerge'; readonly conflict: EventData<'merge.conflicted'> };

export interface MergeState {
  readonly open?: Candidate;
  /** Grows in place: a line has as many as its workflow has attempts. */
  readonly settled: Set<string>;
}

const nameOf = ({ taskId, attempt }: AttemptKey) => `${taskId}/${attempt}`;

export const mergeDecider: Decider<MergeCommand, MergeState, MergeEvent, Rejection> = {
  initialState: () => ({ settled: new Set() }),
  evolve: (state, event) => {
    switch (event.type) {
      case 'merge.started':
        return { ...state, open: event.data };
      case 'merge.applied':
      case 'merge.conflicted':
        return settle(state, event.data);
      default:
        return unreachable(event);
    }
  },
  decide: decideMerge,
};

function settle(state: MergeState, key: AttemptKey): MergeState {
  const settled = state.settled.add(nameOf(key));
  const isOther = state.open !== undefined && nameOf(state.open) !== nameOf(key);
  return isOther ? state : { settled };
}

function decideMerge(command: MergeCommand, state: MergeState): Decision<MergeEvent, Rejection> {
  switch (command.type) {
    case 'StartMerge':
      return start(command, state);
    case 'ApplyMerge':
      return isOpen(state, command.key)
        ? accept({ type: 'merge.applied', data: state.open })
        : accept();
    case 'ConflictMerge':
      return conflict(command.conflict, state);
    default:
      return unreachable(command);
  }
}

function isOpen(
  state: MergeState,
  key: AttemptKey,
): state is MergeState & { readonly open: Candidate } {
  return state.open !== undefined && nameOf(state.open) === nameOf(key);
}

function start(
  { candidate, head }: { readonly candidate: Candidate; readonly head: string },
  state: MergeState,
): Decision<MergeEvent, Rejection> {
  if (state.settled.has(nameOf(candidate))) {
    return reject('merge-already-settled', `The merge of ${nameOf(candidate)} has its outcome`);
  }
  if (isOpen(state, candidate) && state.open.commit === candidate.commit) return accept();
  if (state.open !== undefined) {
    return reject('merge-open', `The line is merging ${nameOf(state.open)}`);
  }
  if (head !== candidate.base) {
    return reject('head-moved', `The line moved from ${candidate.base} to ${head}; build again`);
  }
  return accept({ type: 'merge.started', data: candidate });
}

/** Text and gates end an attempt before its merge has started; moved and refused end a merge that has. */
function conflict(
  data: EventData<'merge.conflicted'>,
  state: MergeState,
): Decision<MergeEvent, Rejection> {
  if (state.settled.has(nameOf(data))) return accept();
  const needsStart = data.reason === 'moved' || data.reason === 'refused';
  if (needsStart !== isOpen(state, data)) return accept();
  return accept({ type: 'merge.conflicted', data });
}
