/** What of a change can be looked at: long lines in pieces, and what is too large only by its changed lines. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection } from './attempt-change.ts';
import { longestLine, pieces } from './condensed.ts';
import type { ChangedFile } from './patch.ts';
import { isSetting } from './settings.ts';
import { isCode, isTestFile } from './test-files.ts';

export interface LookedAt {
  readonly change: AttemptChange;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** The change with its long lines in pieces, and what of it cannot be looked at as a whole. */
export function lookedAt(change: AttemptChange): LookedAt {
  const files = change.files.map((file) => ({
    ...file,
    added: file.added
      .filter(({ text }) => isSaid(text))
      .flatMap((one) => pieces(one.text).map((text) => ({ ...one, text }))),
    removed: file.removed.filter(isSaid).flatMap(pieces),
  }));
  const unread = change.files.filter(({ path }) => change.unread?.has(path) === true);
  return {
    change: { ...change, files },
    findings: [
      ...unread.filter(judges).map(({ path }) => unreadable(path, 'is too large')),
      ...change.files.filter(isTestCode).flatMap(({ path, added }) => {
        const line = added.find(({ text }) => text.length > longestLine)?.line;
        return line === undefined ? [] : [unreadable(path, 'has too long a line', line)];
      }),
    ],
    notes: unread
      .filter((file) => !judges(file))
      .map(({ path }) => `too large to be looked at as a whole: ${path}`),
  };
}

/** An empty line says nothing, however many there are. */
function isSaid(line: string): boolean {
  return /\S/.test(line);
}

function isTestCode({ path, from }: ChangedFile): boolean {
  return [path, from ?? path].some((one) => isTestFile(one) && isCode(one));
}

/** Data of tests, and what is tested, may be as large as they like. */
function judges(file: ChangedFile): boolean {
  return isTestCode(file) || isSetting(file.path) || isSetting(file.from ?? file.path);
}

function unreadable(path: string, what: string, line?: number): Finding {
  const message = `${path} ${what} for anybody to tell what it checks. Split it, or put data into a file of its own.`;
  const place = { file: path, ...(line === undefined ? {} : { line }) };
  return objection({ rule: 'unreadable', message, ...place });
}
