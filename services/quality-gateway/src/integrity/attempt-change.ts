/** What an attempt changed, as every check of its integrity sees it. */
import type { Finding, TaskSpec } from '@atms/contracts';
import type { CommandGate } from '../ports.ts';
import type { ChangedFile } from './patch.ts';

export interface AttemptChange {
  readonly spec: TaskSpec;
  readonly files: readonly ChangedFile[];
  /** Those that judge the attempt. */
  readonly gates: readonly CommandGate[];
  /** Texts of changed files, by their new path; absent where there is none, or none that is read. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Files of which a text is too large to be read: only their changed lines are looked at. */
  readonly unread?: ReadonlySet<string>;
}

export const integrityGate = 'integrity';

/** What a check objects to. `notes` are said and not refused. */
export interface Objections {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

type Objection = { readonly rule: string; readonly message: string } & Partial<
  Pick<Finding, 'file' | 'line'>
>;

export function objection({ rule, message, file, line }: Objection): Finding {
  return {
    gate: integrityGate,
    rule,
    message,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}

export function countOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
