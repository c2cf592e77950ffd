/** Tests that the attempt found: they are still there, still run, and still ask as much. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, countOf, objection } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { condensed, liveText } from './condensed.ts';
import { isCode, isSnapshot, isTestFile } from './test-files.ts';
import { assertionsIn, casesIn, disabling, swallowing, trivial } from './test-text.ts';

export function testsKept(change: AttemptChange): readonly Finding[] {
  const tests = change.files.filter(isTest);
  return [
    ...tests.flatMap((file) => goneTest(change, file)),
    ...fewerCases(change, tests),
    ...tests.flatMap((file) => turnedOff(change, file)),
    ...rewrittenSnapshots(change),
  ];
}

function isTest({ path, from }: ChangedFile): boolean {
  return isTestFile(path) || (from !== undefined && isTestFile(from));
}

function goneTest(change: AttemptChange, file: ChangedFile): readonly Finding[] {
  const before = change.before.get(file.path) ?? '';
  const what = whatIsGone(change, file, before);
  const isMoved = what !== undefined && movedInto(change, file, before);
  if (what === undefined || isMoved) return [];
  const path = file.from ?? file.path;
  const message = `The test file ${path} ${what}. Put it back; if what it tests has changed, change the test with it.`;
  return [objection({ rule: 'deleted-test', file: path, message })];
}

function whatIsGone(change: AttemptChange, file: ChangedFile, before: string): string | undefined {
  const isNamed = file.status === 'deleted' || isMovedAway(file);
  if (isNamed) return isOnlySupport(file, before) ? undefined : 'is gone';
  const isEmptied = casesIn(before) > 0 && casesIn(textAfter(change, file)) === 0;
  return file.status === 'modified' && isEmptied ? 'holds no test any more' : undefined;
}

function textAfter(change: AttemptChange, { path }: ChangedFile): string {
  return change.after.get(path) ?? '';
}

function isMovedAway({ from, path }: ChangedFile): boolean {
  return from !== undefined && isTestFile(from) && !isTestFile(path);
}

/** What tests are helped by may go when it is no longer needed; their recorded answers may not. */
function isOnlySupport({ path, from }: ChangedFile, before: string): boolean {
  return isCode(from ?? path) ? casesIn(before) === 0 : !isSnapshot(from ?? path);
}

const titles =
  /(?<![\w.])(?:it|test|specify)(?:\.\w+)*\s*\(\s*(['"`])(.+?)\1|\bdef\s+(test\w+)|^func\s+(Test\w+)/gm;

function titlesIn(text: string): readonly string[] {
  return [...liveText(text).matchAll(titles)].map(
    ([, , quoted, python, go]) => quoted ?? python ?? go ?? '',
  );
}

/** Each of its tests stands, by its title, in another file of tests that the attempt wrote. */
function movedInto(change: AttemptChange, { path }: ChangedFile, before: string): boolean {
  const there = new Set(
    change.files
      .filter((one) => one.path !== path && isTestFile(one.path))
      .flatMap((one) => titlesIn(textAfter(change, one))),
  );
  const wanted = titlesIn(before);
  return wanted.length > 0 && wanted.every((title) => there.has(title));
}

/**
 * Tests that were made into fewer with a table, which may run as many as before: what the runner counts decides where it
 * is known on both sides.
 */
export function isConsolidated({ before, after }: AttemptChange): boolean {
  const count = (texts: ReadonlyMap<string, string>) =>
    [...texts].reduce((sum, [path, text]) => sum + (isTestFile(path) ? tabled(text) : 0), 0);
  return count(after) > count(before);
}

/** Tests that stand in a loop count too: some runners have no other form of a table. */
const tables: readonly RegExp[] = [
  /\bparametri[sz]e\w*|\.each\b|\bsubTest\s*\(/g,
  /\bof\b[^;]{1,500}?\) ?\{?\s{0,2}(?:it|test|specify) ?\(/g,
  /\.(?:forEach|map)\( ?(?:async )?(?:\([^()]{0,200}\)|\w+) => ?\{?\s{0,2}(?:it|test|specify) ?\(/g,
];

function tabled(text: string): number {
  const live = liveText(text);
  return tables.reduce((sum, pattern) => sum + countOf(live, pattern), 0);
}

/** The test files that were there, with those new ones that tests moved into: what moved is not lost. */
function fewerCases(change: AttemptChange, tests: readonly ChangedFile[]): readonly Finding[] {
  const there = tests.filter((file) => file.status !== 'added');
  const had = new Set(there.flatMap(({ path }) => titlesIn(change.before.get(path) ?? '')));
  const isMoved = (file: ChangedFile) =>
    file.status === 'added' && titlesIn(textAfter(change, file)).some((title) => had.has(title));
  const counted = [...there, ...tests.filter(isMoved)];
  const sum = (texts: ReadonlyMap<string, string>, count: (text: string) => number) =>
    counted.reduce((all, { path }) => all + count(texts.get(path) ?? ''), 0);
  const file = counted.find(({ status }) => status !== 'added')?.path;
  const place = file === undefined ? {} : { file };
  const lost = sum(change.before, casesIn) - sum(change.after, casesIn);
  if (lost > 0) {
    const message = `${lost} tests fewer than before stand in the changed test files. Put them back.`;
    return [objection({ rule: 'deleted-test', message, ...place })];
  }
  const unasked = sum(change.before, assertionsIn) - sum(change.after, assertionsIn);
  if (unasked <= 0) return [];
  const message = `The changed test files make ${unasked} assertions fewer than before. Put them back.`;
  return [objection({ rule: 'removed-assertion', message, ...place })];
}

const judged = [
  ['disabled-test', disabling, 'keeps a test from running'],
  ['trivial-assertion', trivial, 'holds whatever the program does'],
  ['swallowed-failure', swallowing, 'hides a failure from the test'],
] as const;

/** Moved lines are not new: only what there is more of than before counts. */
function turnedOff(change: AttemptChange, file: ChangedFile): readonly Finding[] {
  const before = liveText(change.before.get(file.path) ?? '');
  const after = liveText(textAfter(change, file));
  return judged.flatMap(([rule, patterns, says]) => {
    const more = patterns.find((pattern) => countOf(after, pattern) > countOf(before, pattern));
    if (more === undefined || !isCode(file.path)) return [];
    const [found = ''] = after.match(new RegExp(more.source, more.flags.replace('g', ''))) ?? [];
    const shown = (found.trim().split('\n')[0] ?? '').slice(0, 120);
    const line = file.added.find(({ text }) => condensed(text).includes(shown))?.line;
    const message = `'${shown}' ${says}. Make the test run and ask what the task promises.`;
    return [objection({ rule, message, file: file.path, ...(line === undefined ? {} : { line }) })];
  });
}

/** Recorded answers may only change with what they are the answers of. */
function rewrittenSnapshots({ files }: AttemptChange): readonly Finding[] {
  if (files.some((file) => !isTest(file) && isCode(file.path))) return [];
  return files
    .filter(({ path, status }) => isSnapshot(path) && status === 'modified')
    .map(({ path }) => {
      const message = `The snapshot ${path} was rewritten although no source has changed.`;
      return objection({ rule: 'rewritten-snapshot', message, file: path });
    });
}
