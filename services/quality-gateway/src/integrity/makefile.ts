/** What of a Makefile decides how a target runs. */

/** Rules that a changed file may not gain or lose: those of targets, of patterns, and what make itself is told. */
interface Rule {
  readonly targets: readonly string[];
  readonly needed: readonly string[];
  readonly text: string;
}

const assignment = /^(?:export |override |define )*([\w.-]+) ?(?:[:?+!]{0,3}=|$)/;

/** @returns the rules of a target and of all it needs, in order, with the variables they use and what make is told */
export function recipeOf(makefile: string, target: string): string {
  const lines = makefile.replaceAll('\\\n', ' ').split('\n').map(tidy).filter(isSaid);
  const rules = rulesIn(lines);
  const wanted = new Set([target]);
  const needs = listsBy(
    rules.flatMap(({ targets, needed }) => targets.map((one) => [one, needed] as const)),
  );
  for (const name of wanted) for (const one of needs.get(name) ?? []) wanted.add(one);
  const judged = rules.filter(({ targets }) =>
    targets.some((one) => wanted.has(one) || isForAll(one)),
  );
  const texts = judged.map(({ text }) => text);
  return [...settingsFor(texts, lines), ...texts].join('\n');
}

/** A recipe keeps its tab; how else a line is spaced says nothing. */
function tidy(line: string): string {
  return (line.startsWith('\t') ? '\t' : '') + line.trim().replaceAll(/\s+/g, ' ');
}

function isSaid(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('#');
}

function isForAll(target: string): boolean {
  return target.includes('%') || target.includes('$') || /^\.(?!PHONY$)[A-Z_]+$/.test(target);
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

/** Assignments of the variables that these texts use, and of those that those use, and lines that are for all of a file. */
function settingsFor(texts: readonly string[], lines: readonly string[]): readonly string[] {
  const set = lines.flatMap((line) => {
    const name = line.startsWith('\t') ? undefined : assignment.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line }];
  });
  const used = new Set(texts.flatMap(variablesIn));
  const uses = listsBy(set.map(({ name, line }) => [name, variablesIn(line)] as const));
  for (const name of used) for (const one of uses.get(name) ?? []) used.add(one);
  const told = lines.filter((line) => directive.test(line));
  return [
    ...set.filter(({ name }) => used.has(name) || ofMake.test(name)).map(({ line }) => line),
    ...told,
  ];
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
