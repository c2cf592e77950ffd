import type { PlanProblem, ValuePath } from './plan-problem.ts';

export interface Place {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** A text as the values of a plan, whatever format it has, with the way back from a value to its place in the text. */
export interface PlanSource {
  readonly value: unknown;
  /** What is wrong although the text can be read, such as keys that stand twice. */
  readonly problems: readonly PlanProblem[];
  /** How the text was understood where it could be understood in another way; one sentence each. */
  readonly notes: readonly string[];
  /** Of the value at the path, or of the nearest value around it; with `key`, of that key in the mapping at the path. */
  readonly placeOf: (path: ValuePath, key?: string) => Place | undefined;
}

export type SourceReading =
  | { readonly ok: true; readonly source: PlanSource }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };
