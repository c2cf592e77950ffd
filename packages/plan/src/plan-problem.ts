/** Stable codes: tests, JSON output and documents name them. */
export type PlanProblemCode =
  | 'ambiguous-plan'
  | 'bad-deadline'
  | 'bad-duration'
  | 'bad-id'
  | 'bad-path'
  | 'bad-value'
  | 'conflicting-keys'
  | 'dependency-cycle'
  | 'duplicate-check'
  | 'duplicate-id'
  | 'duplicate-key'
  | 'empty-plan'
  | 'empty-value'
  | 'missing-key'
  | 'no-plan'
  | 'not-json'
  | 'not-yaml'
  | 'too-long'
  | 'too-many-tasks'
  | 'unknown-dependency'
  | 'unknown-key'
  | 'wrong-type';

/** One thing that keeps a text from being a plan. `message` is a sentence that says where, what, and what to do. */
export interface PlanProblem {
  readonly code: PlanProblemCode;
  readonly message: string;
  /** Both count from 1; absent where the problem has no place of its own. */
  readonly line?: number;
  readonly column?: number;
}

/** Where a value stands in a plan: keys and list indexes from the top. */
export type ValuePath = readonly (string | number)[];

/** A problem found in the values, whose place in the text is not looked up yet. */
export interface ValueProblem {
  readonly code: PlanProblemCode;
  readonly message: string;
  readonly path: ValuePath;
  /** The problem is this key of the mapping at `path`, not its value. */
  readonly key?: string;
}

/** As people read a file: by line, then by column; what has no place comes first. */
export const inOrderOfPlaces = (problems: readonly PlanProblem[]): readonly PlanProblem[] =>
  problems.toSorted(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
