/** Stable codes by which callers recognise what went wrong; the message is for people. */
export type GitErrorCode =
  | 'git-missing'
  | 'git-too-old'
  | 'git-failed'
  | 'git-hangs'
  | 'folder-missing'
  | 'not-a-repository'
  | 'bare-repository'
  | 'unsafe-repository'
  | 'no-commit'
  | 'unknown-commit'
  | 'no-start-commit'
  | 'worktree-missing'
  | 'path-refused'
  | 'invalid-ref'
  | 'ref-locked'
  | 'ref-in-the-way';

export interface GitErrorDetails {
  readonly code: GitErrorCode;
  readonly message: string;
  readonly cause?: unknown;
  /** What git wrote on stderr, when git ran at all. */
  readonly stderr?: string;
}

/**
 * A git operation that could not be done. The message says what was tried, on what, what happened
 * and what to do.
 */
export class GitError extends Error {
  readonly code: GitErrorCode;
  readonly stderr: string;

  constructor(details: GitErrorDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'GitError';
    this.code = details.code;
    this.stderr = details.stderr ?? '';
  }
}
