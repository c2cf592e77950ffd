/** What of a Makefile decides how a target runs. */

/** Rules that a changed file may not gain or lose: those of targets, of patterns, and what make itself is told. */
interface Rule {
  readonly targets: readonly string[];
  readonly needed: readonly string[];
  readonly text: string;
}

const assignment = /^(?:export |override |define )*([\w.-]+) ?(?:[:?+!]{0,3}=|$)/;

/**
 * Whether the rules of a target and of all it needs are as they were, with the variables that they use and what make is
 * told. A list of files that only grows is as it was.
 */
export function isRecipeKept(before: string, after: string, target: string): boolean {
  const [was, is] = [before, after].map(linesOf);
  if (was === undefined || is === undefined) return false;
  const needed = neededBy(was, target);
  const [had, has] = [was, is].map((lines) => judgedBy(lines, needed));
  if (had === undefined || has === undefined) return false;
  return (
    had.rules.join('\n') === has.rules.join('\n') &&
    had.told.join('\n') === has.told.join('\n') &&
    onlyGrown(had.settings, has.settings, was)
  );
}

function linesOf(makefile: string): readonly string[] {
  return makefile.replaceAll('\\\n', ' ').split('\n').map(tidy).filter(isSaid);
}

interface Needed {
  /** Targets by the names that stand in the rules. */
  readonly named: ReadonlySet<string>;
  /** The same with the values of variables; `undefined` stands for names that only make can tell. */
  readonly files: ReadonlySet<string | undefined>;
}

function neededBy(lines: readonly string[], target: string): Needed {
  const rules = rulesIn(lines);
  const named = new Set([target]);
  const needs = listsBy(
    rules.flatMap(({ targets, needed }) => targets.map((one) => [one, needed] as const)),
  );
  for (const name of named) for (const one of needs.get(name) ?? []) named.add(one);
  const values = valuesIn(lines);
  return {
    named,
    files: withMakers(
      [...named].flatMap((name) => expanded(name, values)),
      rules,
    ),
  };
}

/** With what rules for patterns would make them of. */
function withMakers(
  named: readonly (string | undefined)[],
  rules: readonly Rule[],
): ReadonlySet<string | undefined> {
  const files = new Set(named);
  for (const file of files) {
    // Rules that make names longer and longer never come to an end.
    if (files.size > mostFiles) return files.add(undefined);
    for (const one of rules.flatMap((rule) => makersOf(file, rule))) files.add(one);
  }
  return files;
}

const mostFiles = 1_000;

function makersOf(
  file: string | undefined,
  { targets, needed }: Rule,
): readonly (string | undefined)[] {
  if (file === undefined) return [];
  const stems = targets.flatMap((pattern) => stemOf(pattern, file) ?? []);
  return stems.flatMap((stem) =>
    needed.map((one) => (one.includes('$') ? undefined : one.replace('%', stem))),
  );
}

/** What `%` stands for. */
function stemOf(pattern: string, file: string): string | undefined {
  const [start = '', end] = pattern.split('%');
  if (end === undefined || !file.startsWith(start) || !file.endsWith(end)) return undefined;
  return file.length >= start.length + end.length
    ? file.slice(start.length, file.length - end.length)
    : undefined;
}

/** The words of each variable, however often it is set. */
function valuesIn(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return listsBy(
    lines.flatMap((line) => {
      const set = line.startsWith('\t') ? undefined : settingIn(line);
      return set === undefined ? [] : [[set.name, set.words] as const];
    }),
  );
}

const plainUse = /^\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})$/;

function expanded(
  word: string,
  values: ReadonlyMap<string, readonly string[]>,
  depth = 0,
): readonly (string | undefined)[] {
  if (!word.includes('$')) return [word];
  const [, round, curly] = plainUse.exec(word) ?? [];
  const words = values.get(round ?? curly ?? '');
  // `$(SRCS:.c=.o)`: how all of its names end is known.
  const ending = /^\$[({][\w.-]+:[^=]*=%?([\w.]+)[)}]$/.exec(word)?.[1];
  if (ending !== undefined) return [`x${ending}`];
  if (words === undefined || depth >= deepest) return [undefined];
  return [...new Set(words.flatMap((one) => expanded(one, values, depth + 1)))];
}

const deepest = 4;

/** What decides how the needed targets are made. */
function judgedBy(lines: readonly string[], { named, files }: Needed) {
  const isNeeded = (one: string) =>
    named.has(one) || isForAll(one) || (one.includes('%') && mayMake(one, files));
  const judged = rulesIn(lines).filter(({ targets }) => targets.some(isNeeded));
  const rules = judged.map(({ text }) => text);
  return { rules, ...settingsFor(rules, lines) };
}

function mayMake(pattern: string, files: ReadonlySet<string | undefined>): boolean {
  if (pattern.includes('$')) return true;
  return [...files].some((file) => file === undefined || stemOf(pattern, file) !== undefined);
}

/** A recipe keeps its tab; how else a line is spaced says nothing. */
function tidy(line: string): string {
  return (line.startsWith('\t') ? '\t' : '') + line.trim().replaceAll(/\s+/g, ' ');
}

function isSaid(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('#');
}

function isForAll(target: string): boolean {
  return target.includes('$') || /^\.(?!PHONY$)[A-Z_]+$/.test(target);
}

function rulesIn(lines: readonly string[]): readonly Rule[] {
  const rules: Rule[] = [];
  let open:
    | { readonly targets: readonly string[]; readonly needed: readonly string[]; lines: string[] }
    | undefined;
  const close = () => {
    if (open !== undefined) rules.push({ ...open, text: open.lines.join('\n') });
    open = undefined;
  };
  for (const line of lines) {
    if (line.startsWith('\t')) {
      open?.lines.push(line);
      continue;
    }
    close();
    const colon = line.indexOf(':');
    if (colon <= 0 || assignment.test(line)) continue;
    const needed = line.slice(colon).replace(/^:+/, '').split(';')[0] ?? '';
    open = { targets: wordsIn(line.slice(0, colon)), needed: wordsIn(needed), lines: [line] };
  }
  close();
  return rules;
}

function wordsIn(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '' && word !== '|');
}

const ofMake = /^(?:SHELL|MAKEFLAGS|MAKEFILES|VPATH)$/;
const directive = /^(?:-?include|sinclude|if\w*|else|endif|endef|unexport|vpath)\b/;

interface Settings {
  readonly settings: readonly string[];
  readonly told: readonly string[];
}

/** Assignments of the variables that these texts use, and of those that those use, and lines that are for all of a file. */
function settingsFor(texts: readonly string[], lines: readonly string[]): Settings {
  const set = lines.flatMap((line) => {
    const name = line.startsWith('\t') ? undefined : assignment.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line }];
  });
  const used = new Set(texts.flatMap(variablesIn));
  const uses = listsBy(set.map(({ name, line }) => [name, variablesIn(line)] as const));
  for (const name of used) for (const one of uses.get(name) ?? []) used.add(one);
  return {
    settings: set.filter(({ name }) => used.has(name) || ofMake.test(name)).map(({ line }) => line),
    told: lines.filter((line) => directive.test(line)),
  };
}

interface Setting {
  readonly name: string;
  readonly sign: string;
  readonly words: readonly string[];
}

function settingIn(line: string): Setting | undefined {
  const [, name, sign = '', value = ''] =
    /^(?:export )?([\w.-]+) ?([:?+]{0,3}=)(.*)$/.exec(line) ?? [];
  const words = value.split(' ').filter((word) => word !== '');
  return name === undefined ? undefined : { name, sign, words };
}

/** @param lines of the base: how a variable is used there says whether it is a list of files */
function onlyGrown(
  before: readonly string[],
  after: readonly string[],
  lines: readonly string[],
): boolean {
  const values = valuesIn(lines);
  const isList = (name: string) => isListOfFiles(name, values.get(name) ?? [], lines);
  let at = 0;
  for (const line of after) {
    const was = before[at];
    if (was !== undefined && (line === was || hasGrown(was, line, isList))) {
      at += 1;
      continue;
    }
    const more = settingIn(line);
    const isMore = more?.sign === '+=' && isList(more.name) && more.words.every(isFile);
    if (!isMore) return false;
  }
  return at === before.length;
}

function hasGrown(was: string, is: string, isList: (name: string) => boolean): boolean {
  const [had, has] = [settingIn(was), settingIn(is)];
  if (had === undefined || has === undefined || !isList(had.name)) return false;
  if (had.name !== has.name || had.sign !== has.sign) return false;
  let at = 0;
  for (const word of has.words) {
    if (word === had.words[at]) at += 1;
    else if (!isFile(word)) return false;
  }
  return at === had.words.length;
}

function isFile(word: string): boolean {
  return /^[\w./-]*\w\.\w+$/.test(word) && !word.startsWith('-');
}

const runs = String.raw`(?:^\t[@+-]*|[;&|(\`] ?|\b(?:python3?|node|(?:ba|da|z)?sh|ruby|perl|tsx|bun)(?: -\S+)* )`;
const leavesOut = /filter-out|ignor|exclu|skip|deselect|omit|except/i;

/** One that is not the name of a program, and does not say what is left out. */
function isListOfFiles(name: string, words: readonly string[], lines: readonly string[]): boolean {
  if (words.length === 0 || !words.every(isFile) || leavesOut.test(name)) return false;
  const use = String.raw`\$[({]${name.replaceAll('.', String.raw`\.`)}\b`;
  const isProgram = new RegExp(`${runs} ?${use}|= ?${use}[)}]`);
  const users = lines.filter((line) => new RegExp(use).test(line));
  return users.every((line) => !isProgram.test(line) && !leavesOut.test(line));
}

/** What is told of each name, in one list. */
function listsBy(
  told: readonly (readonly [string, readonly string[]])[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, list] of told) {
    const all = found.get(name) ?? [];
    found.set(name, all);
    for (const one of list) all.push(one);
  }
  return found;
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$[({]?([\w.-]+)/g)].map(([, name = '']) => name);
}
