import type { Decider, Decision } from './decider.ts';

/** For specs: what a decider decides after the given events. */
export function given<Command, State, Event, Rejection>(
  decider: Decider<Command, State, Event, Rejection>,
  events: readonly Event[] = [],
): { when(command: Command): Decision<Event, Rejection> } {
  return {
    when: (command) =>
      decider.decide(command, events.reduce(decider.evolve, decider.initialState())),
  };
}
