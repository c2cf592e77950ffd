/** The words by which a program ends its own process, whatever names it gives them. */

/** One line of a program: blanks, brackets around names, and names of its own are made into the plain words. */
export type Plain = (line: string) => string;

/**
 * Without a word to anybody: nothing is flushed or cleaned up, so programs seldom want it. A signal ends this process where
 * it goes to it or to its group, and the signal 0 only asks whether somebody is there.
 */
const abrupt =
  /(?<![\w.$])(?:os\.(?:_exit|abort)|process\.(?:reallyExit|abort))(?:\(|\)\()|(?<![\w.$])(?:os\.kill(?:pg)?|process\.kill)\)?\( ?(?:os\.get(?:p?pid|pgrp)\(|os\.getpgid\( ?(?:0|os\.getpid)\b|process\.p?pid\b|-?[01]\b)(?![^,]*, ?0 ?\))/;
/** What is called by a name that is put together while the program runs is hidden. */
const hidden = /(?<![\w.$])process\[[^\][]*\]\(|\bgetattr\( ?(?:os|sys) ?,[^()]*\)\(/;
/** Of Python, whose own words these are. */
const builtin = /^ ?(?:exit|quit)\(/;
const orderly = /(?<![\w.$])(?:process|sys)\.exit ?[(),]|\braise SystemExit\b/;

export function isAbrupt(plain: string): boolean {
  return abrupt.test(plain) || hidden.test(plain);
}

export function isOrderly(plain: string, isPython: boolean): boolean {
  return orderly.test(plain) || (isPython && builtin.test(plain));
}

/** @param text of a program in JavaScript, TypeScript or Python */
export function plainOf(text: string): Plain {
  const names = namesIn(unaliased(text));
  return (line) =>
    unaliased(line).replaceAll(/(?<![\w.$])[\w$]+/g, (word) => names.get(word) ?? word);
}

/** Each of these looks at what it finds once. */
function unaliased(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(['"`]) ?\+ ?\1/g, '')
    .replaceAll(/ ?\??\. ?/g, '.')
    .replaceAll(/\.?\[ ?(['"`])(\w+)\1 ?\]/g, '.$2')
    .replaceAll(/ \(/g, '(')
    .replaceAll(loaded, '$2')
    .replaceAll(/\bgetattr\( ?(\w+) ?, ?(['"])(\w+)\2 ?\)/g, '$1.$3')
    .replaceAll(/\b(?:globalThis|global|window)\.process\b/g, 'process')
    .replaceAll(/\.(?:call|apply|bind)\(/g, '(')
    .replaceAll('.(', '(');
}

const loaded =
  /\b(?:importlib\.)?(?:require|import|__import__|import_module)\( ?(['"])(?:node:)?(process|os|sys)\1 ?\)/g;
const ends = new Set(['exit', 'reallyExit', 'abort', 'kill', '_exit', 'killpg']);
/** Whom a signal ends. */
const own = new Set(['pid', 'ppid', 'getpid', 'getppid', 'getpgrp']);

const objects: readonly RegExp[] = [
  /\b(?<name>[\w$]+) ?= ?(?<object>process|os|sys)(?![\w.$(])/g,
  /\bimport (?:\* as )?(?<name>[\w$]+) from ?['"](?:node:)?(?<object>process)['"]/g,
  /\bimport (?<object>os|sys) as (?<name>\w+)/g,
];
/** Under which names a program keeps the number of its own process. */
const numbers =
  /\b(?<name>[\w$]+)(?: ?: ?[\w$]+)? ?:?= ?(?<number>os\.get(?:p?pid|pgrp)\( ?\)|process\.p?pid\b)/g;
const members: readonly RegExp[] = [
  /\b(?<name>[\w$]+) ?= ?(?<object>process|os|sys)\.(?<member>\w+)(?![\w.$(])/g,
];
const lists: readonly RegExp[] = [
  /\{(?<list>[^{}]*)\} ?= ?(?<object>process)\b/g,
  /\bimport ?\{(?<list>[^{}]*)\} ?from ?['"](?:node:)?(?<object>process)['"]/g,
  /\bfrom (?<object>os|sys) import ?\(?(?<list>\w+(?: as \w+)?(?: ?, ?\w+(?: as \w+)?)*)/g,
];

/** What a text calls these objects, and what ends a process, by its own names. */
function namesIn(text: string): ReadonlyMap<string, string> {
  const renamed = matches(text, objects).map((one) => [one('name'), one('object')] as const);
  const found = [
    ...matches(text, members).map((one) => [one('name'), one('object'), one('member')] as const),
    ...matches(text, lists).flatMap((one) =>
      one('list')
        .split(',')
        .map((part) => {
          const [member = '', name = member] = part.trim().split(/ ?: ?| as | ?= ?/);
          return [name, one('object'), member] as const;
        }),
    ),
  ];
  const ending = found.filter(([, , member]) => ends.has(member) || own.has(member));
  return new Map([
    ...renamed,
    ...matches(text, [numbers]).map((one) => [one('name'), one('number')] as const),
    ...ending.map(([name, object, member]) => [name, `${object}.${member}`] as const),
  ]);
}

type Groups = (name: string) => string;

function matches(text: string, patterns: readonly RegExp[]): readonly Groups[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(
      ({ groups }): Groups =>
        (name) =>
          groups?.[name] ?? '',
    ),
  );
}
