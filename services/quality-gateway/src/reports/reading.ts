import type { Finding } from '@atms/contracts';

/** Formats that can be asked for by name. */
export type ReaderName =
  | 'junit'
  | 'tap'
  | 'vitest-json'
  | 'jest-json'
  | 'eslint-json'
  | 'oxlint-json'
  | 'ruff-json'
  | 'mypy-json'
  | 'bandit-json'
  | 'sarif'
  | 'text';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a tool said about one place; which gate it was is added by who ran it. */
export type Remark = Omit<Finding, 'gate'>;

/** What a report or an output comes to. */
export interface Reading {
  readonly remarks: readonly Remark[];
  /** Of tests; absent where the text does not say. */
  readonly counts?: TestCounts;
  /** In the last summary of each runner. What an earlier one says may be of a run that a test began. */
  readonly failedAtEnd?: number;
  /** Whether the remarks hold all that the text says, so that its end need not be shown beside them. */
  readonly isWhole: boolean;
}

/** @returns undefined when the text is not of this format. Never throws, whatever the text. */
export type Reader = (text: string) => Reading | undefined;
