/** The Test Anything Protocol, with subtests as Node, tap and Vitest write them. */
import type { Reader, Remark } from './reading.ts';
import { mostRemarks, placeIn, remarkOf } from './remark.ts';

interface Point {
  readonly indent: number;
  readonly isOk: boolean;
  readonly title: string;
  readonly directive: 'skip' | 'todo' | undefined;
  /** Its subtests follow it, in braces. */
  readonly opens: boolean;
  readonly at: number;
}

export const readTap: Reader = (text) => {
  if (!/^TAP version 1[34][^\S\n]*$/m.test(text) && !/^1\.\.\d+[^\S\n]*$/m.test(text)) {
    return undefined;
  }
  const lines = text.split('\n');
  const points = tests(leaves(lines));
  if (points.length === 0 && !/^[^\S\n]*1\.\.0/m.test(text)) return undefined;
  const failed = points.filter(isFailed);
  const skipped = points.filter(({ directive }) => directive !== undefined);
  return {
    remarks: failed.slice(0, mostRemarks).map((point) => remarkAt(point, lines)),
    counts: {
      passed: points.length - failed.length - skipped.length,
      failed: failed.length,
      skipped: skipped.length,
    },
    isWhole: true,
  };
};

const isFailed = ({ isOk, directive }: Point) => !isOk && directive === undefined;

/**
 * Without the files that a runner was led to by their folder alone, and that have no test: Node counts each as one. A
 * project whose files are all of that kind tests by them.
 */
function tests(points: readonly Point[]): readonly Point[] {
  const found = points.filter((point) => !isSupport(point));
  return found.length > 0 ? found : points;
}

const sourceFile = /^(?:\/.*\/|(?:[^\s/]+\/)+)([^/]+)\.[cm]?[jt]sx?$/;
const testFile = /^tests?(?:-|$)|[._-](?:tests?|spec)$/;

function isSupport({ indent, isOk, directive, title }: Point): boolean {
  if (indent > 0 || !isOk || directive !== undefined) return false;
  const [, name] = sourceFile.exec(title) ?? [];
  return name !== undefined && !testFile.test(name);
}

/** Points without points of their own: a suite fails with its tests and is none itself. */
function leaves(lines: readonly string[]): readonly Point[] {
  const found: Point[] = [];
  let deepest = -1;
  for (const [at, line] of lines.entries()) {
    if (/^\s*\}\s*$/.test(line)) deepest = -1;
    const point = pointIn(line, at);
    if (point === undefined) continue;
    if (!point.opens && deepest <= point.indent) found.push(point);
    deepest = point.opens ? -1 : point.indent;
  }
  return found;
}

function pointIn(line: string, at: number): Point | undefined {
  const [, indent = '', not, rest = ''] =
    /^( *)(not )?ok\b(?: \d+)?(?: ?-)? ?(.{0,2000})/.exec(line) ?? [];
  if (!/^ *(not )?ok\b/.test(line)) return undefined;
  const [, directive] = /(?:^|\s)#\s*(skip|todo)\b/i.exec(rest) ?? [];
  return {
    indent: indent.length,
    isOk: not === undefined,
    title: titleIn(rest),
    directive:
      directive === undefined ? undefined : directive.toLowerCase() === 'skip' ? 'skip' : 'todo',
    opens: rest.trimEnd().endsWith('{'),
    at,
  };
}

/** Without a directive, and without the brace that opens subtests. */
function titleIn(rest: string): string {
  const at = rest.search(/\s#\s/);
  const title = (at < 0 ? rest : rest.slice(0, at)).trimEnd();
  return title.endsWith('{') ? title.slice(0, -1).trimEnd() : title;
}

const longestBlock = 60;
/** Keys that say how and where, and not what. */
const aside = /^\s*(?:duration_ms|failureType|type|code|operator|location|at|file):/;

function remarkAt({ title, at }: Point, lines: readonly string[]): Remark {
  const block = lines.slice(at + 1, at + 1 + longestBlock);
  const [first = ''] = block;
  if (first.trim() !== '---') return remarkOf(title);
  const end = block.findIndex((line) => line.trim() === '...');
  const details = block.slice(1, end === -1 ? undefined : end);
  const named = details.find((line) => /^\s*(?:location|at|file):/.test(line));
  const stack = details.findIndex((line) => /^\s*stack:/.test(line));
  const told = details
    .slice(0, stack === -1 ? undefined : stack)
    .filter((line) => !aside.test(line));
  const place = placeIn(details.slice(Math.max(0, stack)).join('\n'));
  return remarkOf(
    `${title}\n${told.join('\n')}`.trim(),
    place.file === undefined ? placeIn(named ?? '') : place,
  );
}
