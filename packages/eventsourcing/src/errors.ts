/** Base of all faults that ATMS raises. Recognised by `code`, never by class across packages. */
export class AtmsError extends Error {
  readonly code: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    details: { readonly cause?: unknown; readonly fields?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.fields = details.fields ?? {};
  }
}

/** Does not fit its schema: never retried, goes to the dead letters. */
export class InvalidMessage extends AtmsError {
  constructor(message: string, cause?: unknown) {
    super('invalid-message', message, { cause });
  }
}

/** Somebody else appended first: read again and decide again. */
export class RevisionConflict extends AtmsError {
  constructor(stream: string, expected: ExpectedRevision, actual: number | 'no-stream') {
    super('revision-conflict', `${stream} is at ${actual}, expected ${expected}`, {
      fields: { stream, expected, actual },
    });
  }
}

export type ExpectedRevision = number | 'no-stream';

/** Something outside does not answer: retried with back-off. After an append, its outcome is unknown. */
export class Unavailable extends AtmsError {
  constructor(message: string, cause?: unknown) {
    super('unavailable', message, { cause });
  }
}

/** The log holds an event that this version does not know: an aggregate stops rather than guesses. */
export class ReaderTooOld extends AtmsError {
  constructor(stream: string, type: string) {
    super(
      'reader-too-old',
      `${stream} holds '${type}', which this version does not know; update ATMS`,
      {
        fields: { stream, type },
      },
    );
  }
}

/** Refused by something outside for good (quota, permission). */
export class Refused extends AtmsError {
  constructor(message: string, cause?: unknown) {
    super('refused', message, { cause });
  }
}

/** Ended by its owner. */
export class Cancelled extends AtmsError {
  constructor(message: string) {
    super('cancelled', message);
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
