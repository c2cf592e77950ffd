/** What tests that were there ask for: an answer that is written anew to fit the program is no proof of it. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection, type Objections } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { isSetting } from './settings.ts';
import { isCode, isDocument, isTestFile } from './test-files.ts';
import { assertionsOf, tablesIn } from './test-text.ts';

/**
 * Assertions of the base that stand nowhere in the changed tests any more. Where sources have changed as well that may be
 * the work itself, and is only said.
 */
export function expectationsKept(change: AttemptChange): Objections {
  const tests = change.files.filter(({ path, from }) => isTestFile(path) || isTestFile(from ?? ''));
  const kept = assertionsAfter(change);
  const rewritten = tests.flatMap((file) => rewrittenIn(change, file, kept));
  if (rewritten.length === 0) return { findings: [], notes: [] };
  if (!change.files.some(isSourceChanged)) {
    return { findings: rewritten, notes: [] };
  }
  const places = rewritten.map(({ file, line }) => `${file ?? ''}${line ? `:${line}` : ''}`);
  return { findings: [], notes: [`expectations changed: ${[...new Set(places)].join(', ')}`] };
}

/** A comment or an empty line in a source changes nothing that a test could ask for. */
function isSourceChanged({ path, added, removed, isBinary }: ChangedFile): boolean {
  if (isTestFile(path) || isDocument(path) || isSetting(path)) return false;
  const lines = [...added.map(({ text }) => text), ...removed];
  return isBinary || lines.some((text) => !/^\s*(?:$|#(?!!|\[|include)|\/\/|\/?\*)/.test(text));
}

function assertionsAfter({ files, after }: AttemptChange): ReadonlySet<string> {
  const texts = files.filter(({ path }) => isTestFile(path)).map(({ path }) => after.get(path));
  return new Set(texts.flatMap((text) => assertionsOf(text ?? '')));
}

/** At most one for a file: its author has to look at all of it anyway. */
function rewrittenIn(
  change: AttemptChange,
  file: ChangedFile,
  kept: ReadonlySet<string>,
): readonly Finding[] {
  const { path, status } = file;
  if (status === 'added' || status === 'deleted' || !isCode(path)) return [];
  const before = change.before.get(path) ?? '';
  const after = change.after.get(path) ?? '';
  const had = new Set(assertionsOf(before));
  const isInTable = inTablesOf(before, after);
  const lost = [...had]
    .filter((one) => !kept.has(one))
    .find((one, at) => at >= mostInTables || !isInTable(one));
  if (lost === undefined) return [];
  const line = file.added.find(({ text }) => assertionsOf(text).some((one) => !had.has(one)))?.line;
  const message = `'${lost.slice(0, 120)}' was asked before, and is not any more. Put it back, and mend the program.`;
  const place = { file: file.from ?? path, ...(line === undefined ? {} : { line }) };
  return [objection({ rule: 'expectation-changed', message, ...place })];
}

const literals = /(?<![\w.])-?\d+(?:\.\d+)?|'[^']*'|"[^"]*"/g;

/** More than anybody makes rows of at once: what goes beyond is blamed without a look at the tables. */
const mostInTables = 200;

/** Cases that were made into one test with a table: the table holds what each of them asked for. */
function inTablesOf(before: string, after: string): (assertion: string) => boolean {
  const tables = tablesIn(after);
  if (tables.length <= tablesIn(before).length) return () => false;
  const text = tables.join('\n');
  return (assertion) => {
    const values = assertion.match(literals) ?? [];
    return values.length > 0 && values.every((one) => text.includes(one));
  };
}
