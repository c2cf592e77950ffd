/** Whether less is looked at by settings than before, as far as their text tells. */
import { enclosed } from './enclosed.ts';

/** Words by which settings ask for less, or let something else decide what is asked. */
const narrows =
  /\b(?:off|warn|warning|none|false|only|addopts|select|dir|grep|bail|runner|transform|resolver|processor)\b|\b(?:ignore|exclude|omit|skip|include|disable|suppress|allow|deselect|norecurse|test[A-Z]|testpath|root|file|path|filter|retr(?:y|ies)|pass|python_|override|extend|plugin|reporter|setup|global|no[A-Z]|no[_-])|[:=,[] ?["']?[01]\b/;
const shuts = /ignore|exclude|omit|skip|allow|deselect|norecurse/i;

/**
 * Whether everything that was set stands as it stood, and what came beside it takes nothing away.
 * @param path of a file of data: what an addition does to a program nobody can say, so that no program is ever such
 */
export function onlyAsksMore(path: string, before: string, after: string): boolean {
  if (/\.[cm]?[jt]s$|\.py$/.test(path)) return false;
  if (!before.trimStart().startsWith('{')) return linesAskMore(before, after);
  const [was, is] = [before, after].map(valueOf);
  return was !== undefined && is !== undefined && holds(was, is, '');
}

function valueOf(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function holds(was: unknown, is: unknown, key: string): boolean {
  if (Array.isArray(was) && Array.isArray(is)) {
    const [had, has] = [was, is].map((list) => list.map((one) => JSON.stringify(one)));
    const isKept = (had ?? []).every((one, at) => has?.[at] === one);
    return isKept && (is.length === was.length || !shuts.test(key));
  }
  if (!isRecord(was) || !isRecord(is)) return JSON.stringify(was) === JSON.stringify(is);
  const isKept = Object.entries(was).every(([name, value]) => holds(value, is[name], name));
  const added = Object.entries(is).filter(([name]) => !Object.hasOwn(was, name));
  return isKept && !added.some((entry) => narrows.test(JSON.stringify(entry)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A heading in between would take the lines below it away from their own. */
function linesAskMore(before: string, after: string): boolean {
  const [was = [], is = []] = [before, after].map((text) =>
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => !/^\s*(?:[#;]|$)/.test(line)),
  );
  let at = 0;
  for (const line of is) {
    if (at < was.length && line === was[at]) at += 1;
    else if (narrows.test(line) || (line.startsWith('[') && at < was.length)) return false;
  }
  return at === was.length;
}

const opens = ['include', 'files', 'extends', 'references'];

/** What a compiler or a runner is told to look at, and what not. @returns the first list by which it looks at less */
export function narrowedList(path: string, before: string, after: string): string | undefined {
  if (/(^|\/)tsconfig[^/]*\.json$/.test(path)) {
    return [...opens, 'exclude'].find((key) => isNarrowed(key, before, after));
  }
  if (!/(^|\/)vite\.config\.\w+$/.test(path)) return undefined;
  const [was = '', is = ''] = [before, after].map((text) => valueAt(text, 'test') ?? '');
  return ['include', 'exclude'].find((key) => isNarrowed(key, was, is));
}

function isNarrowed(key: string, before: string, after: string): boolean {
  const [was, is] = [before, after].map((text) => namesIn(valueAt(text, key)));
  if (key === 'exclude') return was !== undefined && (is ?? []).some((one) => !was.includes(one));
  if (was === undefined) return is !== undefined && key !== 'extends' && key !== 'references';
  return was.some((one) => is?.includes(one) !== true);
}

/** The text of a value, the last where a key is there more than once: it is that which counts. */
function valueAt(text: string, key: string): string | undefined {
  const found = [
    ...text.matchAll(new RegExp(`(?:^|[{,\\s])["']?${key}["']? ?: ?(?=[[{"'])`, 'g')),
  ].at(-1);
  return found === undefined ? undefined : enclosed(text.slice(found.index + found[0].length));
}

function namesIn(value: string | undefined): readonly string[] | undefined {
  return (
    value?.match(/"[^"\n]*"|'[^'\n]*'/g)?.map((one) => one.slice(1, -1)) ??
    (value === undefined ? undefined : [])
  );
}
