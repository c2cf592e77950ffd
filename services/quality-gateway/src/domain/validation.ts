import type { EventData, EventOf } from '@atms/contracts';
import { accept, type Decider, type Rejection, unreachable } from '@atms/eventsourcing';

export const validationEventTypes = ['validation.started', 'validation.result'] as const;
export type ValidationEvent = EventOf<(typeof validationEventTypes)[number]>;

export type ValidationCommand =
  | { readonly type: 'StartValidation'; readonly start: EventData<'validation.started'> }
  | { readonly type: 'RecordResult'; readonly result: EventData<'validation.result'> };

/** Names of what was validated. One tree is validated once for an attempt, however often it is asked. */
export interface ValidationState {
  readonly settled: readonly string[];
}

type Subject = Pick<EventData<'validation.result'>, 'of' | 'tree'>;
const nameOf = ({ of, tree }: Subject) => `${of}/${tree}`;

export const validationDecider: Decider<
  ValidationCommand,
  ValidationState,
  ValidationEvent,
  Rejection
> = {
  initialState: () => ({ settled: [] }),
  evolve: (state, event) =>
    event.type === 'validation.result'
      ? { settled: [...state.settled, nameOf(event.data)] }
      : state,
  decide: (command, state) => {
    switch (command.type) {
      case 'StartValidation':
        return state.settled.includes(nameOf(command.start))
          ? accept()
          : accept({ type: 'validation.started', data: command.start });
      case 'RecordResult':
        return state.settled.includes(nameOf(command.result))
          ? accept()
          : accept({ type: 'validation.result', data: command.result });
      default:
        return unreachable(command);
    }
  },
};
