/** Time. `now` is an ISO instant in UTC; `monotonicMs` only ever grows and says nothing about the calendar. */
export interface Clock {
  now(): string;
  monotonicMs(): number;
  /** Calls `wake` once after `ms`; the returned function takes the call back. */
  after(ms: number, wake: () => void): () => void;
}

/** Ids. Derived ones are the same for the same name, so that a repeat is recognised. */
export interface Ids {
  /** A ULID for a new entity. */
  entity(): string;
  /**
   * A ULID-shaped id from a name. With `near`, another id, it begins as that one does: what is written and read together
   * then lies together, in every index over such ids. 80 bits of it are still the name's own.
   */
  derivedEntity(name: string, near?: string): string;
  /** A UUID from a name. */
  derivedEvent(name: string): string;
}

/** What nobody relies on. */
export interface Signals {
  publish(subject: string, payload: unknown): void;
  subscribe(subject: string, listener: (payload: unknown) => void): () => void;
}

/** Content-addressed bytes: the key is derived from the content, so a put twice is one blob. */
export interface BlobStore {
  put(
    bytes: Uint8Array,
  ): Promise<{ readonly key: string; readonly bytes: number; readonly sha256: string }>;
  get(key: string): Promise<Uint8Array | undefined>;
}

/** Where a service says what it is doing; one line each. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
