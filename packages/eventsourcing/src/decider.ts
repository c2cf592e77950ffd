/** What a command leads to: events to append (none when it already took effect), or a rejection. */
export type Decision<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** Pure. Time and ids arrive in the command; `evolve` folds and never validates. */
export interface Decider<Command, State, Event, Rejection> {
  readonly initialState: () => State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (command: Command, state: State) => Decision<Event, Rejection>;
  /** Whether nothing more is to be decided in such a stream, so that its state need not stay in memory. */
  readonly isOver?: (state: State) => boolean;
}

/** Why a command was refused: a stable kebab-case code, and a sentence that says what to do. */
export interface Rejection {
  readonly code: string;
  readonly message: string;
}

export function accept<Event>(...events: readonly Event[]): Decision<Event, never> {
  return { kind: 'accepted', events };
}

export function reject(code: string, message: string): Decision<never, Rejection> {
  return { kind: 'rejected', rejection: { code, message } };
}

/** Closes a switch over a union: a forgotten case does not compile. */
export function unreachable(value: never): never {
  throw new Error(`A case that cannot happen did: ${JSON.stringify(value)}`);
}
