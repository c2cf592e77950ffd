/** The settings of checks, and what the attempt made of them. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, countOf, objection, type Objections } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { scriptsOf, toolSettingsOf } from './manifest-texts.ts';
import { condensed } from './condensed.ts';
import { narrowedList, onlyAsksMore } from './narrowing.ts';
import { isForTools } from './promise.ts';

/** Files that do nothing but set a check. */
const wholly =
  /(^|\/)(\.?eslint(rc|ignore|\.config)[^/]*|\.?oxlint(rc|\.config)?\.\w+|biome\.jsonc?|\.prettier[^/]*|prettier\.config\.[^/]+|\.?ruff\.toml|\.?mypy\.ini|pytest\.ini|tox\.ini|noxfile\.py|\.coveragerc|\.flake8|\.pylintrc|\.bandit|(vitest|jest|karma|ava|playwright|cypress)(\.\w+)*\.config\.[^/]+|vitest\.workspace\.[^/]+|\.mocharc[^/]*|\.nycrc[^/]*|\.c8rc[^/]*|codecov\.ya?ml|\.codecov\.ya?ml|\.golangci\.\w+|clippy\.toml|\.rspec|\.rubocop\.yml|\.stylelintrc[^/]*|tslint\.json|phpunit\.xml[^/]*)$/;
/** Files that set checks beside other things: only what weakens a check is looked at. */
const partly =
  /(^|\/)(tsconfig[^/]*\.json|pyproject\.toml|setup\.cfg|Cargo\.toml|vite\.config\.[^/]+|package\.json|(GNU)?[Mm]akefile|justfile|conftest\.py|\.npmrc)$|^\.github\/workflows\/|^\.gitlab-ci\.yml$|^\.circleci\//;

export function isSetting(path: string): boolean {
  return wholly.test(path) || partly.test(path);
}

/** A check that this is done to cannot fail: no task has that for its job. */
const unfailing: readonly RegExp[] = [
  /\|\|\s*(true\b|:(?=\s|$|["'])|exit\s+0\b|echo\b)/g,
  /;\s*(true|exit\s+0)\s*("|'|$)/gm,
  /"(?:test|lint|typecheck|types|check|coverage|build)(?::[\w:-]+)?"\s*:\s*"(?:exit 0|true|:|echo\b[^"&|;]*)"/g,
  /^[^\S\n]*(?:exit\s+0|set\s+\+e)[^\S\n]*$/gm,
  /pass-?with-?no-?tests(?!['"]?\s*[:=]\s*false)/gi,
  /continue-on-error:\s*true|allow_failure:\s*true/g,
];

/** Less is asked than before. */
const weakening: readonly RegExp[] = [
  /["']?(?:strict|strict\w+|noImplicit\w+|noUnchecked\w+|noUnused\w+|exactOptional\w+|checkJs|noFallthrough\w+|alwaysStrict)["']?\s*[:=]\s*false/g,
  /["']?(?:skipLibCheck|noCheck|allowUnreachableCode|ignore_errors|ignore_missing_imports|suppress\w*)["']?\s*[:=]\s*true/gi,
  /(?:ignore|exclude|omit|testPathIgnorePatterns|per-file-ignores|extend-ignore|deselect|norecursedirs)["']?\s*[:=]/gi,
  /--(?:ignore|deselect|exclude|no-cov|quiet-failures|testPathIgnorePatterns|exit-zero|max-warnings|allow-warnings)\b/g,
  /["']?(?:retry|retries|bail)["']?\s*:\s*\d/g,
];

export function settingsKept(change: AttemptChange): Objections {
  const judged = change.files.map((file) => judge(change, file));
  return {
    findings: judged.flatMap(({ findings }) => findings),
    notes: judged.flatMap(({ notes }) => notes),
  };
}

const nothing: Objections = { findings: [], notes: [] };

function judge(change: AttemptChange, file: ChangedFile): Objections {
  const path = file.from ?? file.path;
  if (!isSetting(path)) return nothing;
  const dead = more(change, file, unfailing);
  if (dead !== undefined && (isManifest(path) || !isForTools(change.spec))) {
    return { findings: [cannotFail(file, dead)], notes: [] };
  }
  const why = weaker(change, file);
  if (why === undefined) return nothing;
  if (isForTools(change.spec) || maySet(change, file)) {
    return { findings: [], notes: [`${path}: ${why}`] };
  }
  const message = `${path}: ${why}. Put it back; only a task of the category 'tooling' may change how its work is checked.`;
  return { findings: [objection({ rule: 'weakened-setting', message, file: path })], notes: [] };
}

/** A task whose paths name this very file may add to it what asks for more, and no task may have it ask for less. */
function maySet(change: AttemptChange, file: ChangedFile): boolean {
  const { path } = file;
  if (!change.spec.paths.includes(path) || asksLess(change, file) !== undefined) return false;
  const [was = '', is = ''] = [change.before, change.after].map((texts) => texts.get(path) ?? '');
  if (wholly.test(path)) return onlyAsksMore(path, was, is);
  if (isManifest(path)) return onlyAsksMore(path, toolSettingsOf(was), toolSettingsOf(is));
  const now = sections(is);
  return [...sections(was)].every(([name, text]) => onlyAsksMore(path, text, now.get(name) ?? ''));
}

function cannotFail(file: ChangedFile, found: string): Finding {
  const line = file.added.find(({ text }) => condensed(text).includes(found))?.line;
  const message = `'${found}' makes a check that cannot fail. Take it out.`;
  const place = { file: file.path, ...(line === undefined ? {} : { line }) };
  return objection({ rule: 'cannot-fail', message, ...place });
}

function weaker(change: AttemptChange, file: ChangedFile): string | undefined {
  const path = file.from ?? file.path;
  if (wholly.test(path) && file.status !== 'added') {
    const how = file.status === 'modified' ? 'have changed' : 'are gone';
    return `the settings of a check ${how}`;
  }
  return asksLess(change, file) ?? changedPart(change, file);
}

function asksLess(change: AttemptChange, file: ChangedFile): string | undefined {
  const found = file.status === 'added' ? undefined : more(change, file, weakening);
  if (found !== undefined) return `'${found}' asks less than before`;
  const list = narrowedIn(change, file);
  if (list !== undefined) return `'${list}' lets less be looked at than before`;
  return lessStrict(file) ?? lowered(file);
}

function narrowedIn({ before, after }: AttemptChange, { path, status }: ChangedFile) {
  if (status === 'added') return undefined;
  return narrowedList(path, spaced(before.get(path)), spaced(after.get(path)));
}

/** With one space where there are more, so that nothing has to be looked for behind them. */
function spaced(text = ''): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** Settings of a tool that stand beside other things. */
function changedPart(change: AttemptChange, file: ChangedFile): string | undefined {
  const isSet = isManifest(file.path) && file.status !== 'added' && toolSettings(change, file.path);
  return isSet ? 'the settings of a tool have changed' : changedSection(change, file);
}

function toolSettings({ before, after }: AttemptChange, path: string): boolean {
  const was = toolSettingsOf(before.get(path) ?? '');
  return was !== '{}' && was !== toolSettingsOf(after.get(path) ?? '');
}

/** @returns what stands in the file more often than before */
function more(
  { before, after }: AttemptChange,
  { path, added }: ChangedFile,
  patterns: readonly RegExp[],
): string | undefined {
  const was = condensed(aboutChecks(path, before.get(path) ?? ''));
  const is = condensed(aboutChecks(path, after.get(path) ?? ''));
  const pattern = patterns.find((one) => countOf(is, one) > countOf(was, one));
  if (pattern === undefined) return undefined;
  const once = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  const found = added
    .map(({ text }) => once.exec(condensed(text))?.[0])
    .find((text) => text !== undefined);
  return (found ?? once.exec(is)?.[0] ?? '').trim().slice(0, 120);
}

const strictness =
  /"?(strict\w*|noImplicit\w+|noUnchecked\w+|noUnused\w+|exactOptional\w+|checkJs)"?\s*[:=]\s*true/;

/** A line that was taken away and asked for much. */
function lessStrict({ removed, added }: ChangedFile): string | undefined {
  const namesIn = (texts: readonly string[]) =>
    texts.flatMap((text) => strictness.exec(text)?.[1] ?? []);
  const still = new Set(namesIn(added.map(({ text }) => text)));
  const gone = namesIn(removed).find((name) => !still.has(name));
  return gone === undefined ? undefined : `'${gone}' is no longer asked for`;
}

const threshold =
  /["']?(lines|branches|functions|statements|fail_under|fail-under|threshold|cov-fail-under)["']?\s*[:=]\s*(\d+(?:\.\d+)?)/;

function lowered({ removed, added }: ChangedFile): string | undefined {
  const now = new Map(thresholdsIn(added.map(({ text }) => text).toReversed()));
  for (const [name, was] of thresholdsIn(removed)) {
    const is = now.get(name);
    if (is === undefined || Number(is) < Number(was)) {
      return `'${name}' was ${was}, and is ${is ?? 'gone'}`;
    }
  }
  return undefined;
}

function thresholdsIn(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const [, name, value = ''] = threshold.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
}

function isManifest(path: string): boolean {
  return /(^|\/)package\.json$/.test(path);
}

/** Of a manifest only the scripts that check something, one a line, and the settings of tools. */
function aboutChecks(path: string, text: string): string {
  if (!isManifest(path)) return text;
  const scripts = Object.entries(scriptsOf(text)).filter(([name]) => checking.test(name));
  const lines = scripts.map(([name, command]) => `"${name}": "${command}"`);
  return [...lines, toolSettingsOf(text)].join('\n');
}

const checking = /^(pre|post)?(test|lint|type|check|cover|build|verify|ci|format|audit)/;

const toolSection =
  /^\[(?:tool\.(?:pytest|ruff|mypy|coverage|bandit|pylint|pyright|flake8)|tool:pytest|mypy|flake8|coverage)[^\]]*\]/;

/** A section of a Python project that sets a check is as good as a file that does nothing else. */
function changedSection(change: AttemptChange, { path, status }: ChangedFile): string | undefined {
  if (status === 'added' || !/\.(toml|cfg)$/.test(path)) return undefined;
  const was = sections(change.before.get(path) ?? '');
  const is = sections(change.after.get(path) ?? '');
  const changed = [...was].find(([name, text]) => is.get(name) !== text);
  return changed === undefined ? undefined : `the section ${changed[0]} has changed`;
}

function sections(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let current: string | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) current = toolSection.test(line) ? line.trim() : undefined;
    if (current !== undefined) found.set(current, `${found.get(current) ?? ''}${line.trim()}\n`);
  }
  return found;
}
