/** What the commands of the gates run: none of it may be rewritten by the work that it judges. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection, type Objections } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { isRecipeKept } from './makefile.ts';
import { scriptsOf, sourcesOf } from './manifest-texts.ts';
import { isForTools } from './promise.ts';
import { isCode, isShellTest, isTestFile } from './test-files.ts';

export function gateScriptsKept(change: AttemptChange): Objections {
  const edited = [...editedScripts(change), ...editedRecipes(change), ...editedFiles(change)];
  const isAllowed = isForTools(change.spec);
  return {
    findings: [...(isAllowed ? [] : edited), ...replacedTools(change)],
    notes: [...(isAllowed ? edited.map(({ message }) => message) : []), ...otherGates(change)],
  };
}

const advice =
  "Put it back; only a task of the category 'tooling' may change how its work is checked.";

/** Only a task that may change its gates has such. */
function otherGates({ gates }: AttemptChange): readonly string[] {
  return gates.flatMap(({ gate, formerly, command }) => {
    if (formerly === undefined) return [];
    if (command === undefined)
      return [`the gate '${gate}', which ran '${formerly}', was taken away`];
    return [`the gate '${gate}' runs '${command}' and no longer '${formerly}'`];
  });
}

/** In a command with one space between words. */
const runsScript =
  /\b(?:npm|pnpm|yarn|bun) (?:-\S+ |workspaces foreach )*(?:run(?:-script)? (?:-\S+ )*)?'?([\w:.@/-]+)'?/g;

/** Scripts of a manifest that these commands run, with what those run, and with what goes before and after them. */
function scriptsRun(commands: readonly string[], scripts: Readonly<Record<string, string>>) {
  const found = new Set<string>();
  const open = [...commands];
  for (let command = open.pop(); command !== undefined; command = open.pop()) {
    const named = [...inOneLine(command).matchAll(runsScript)].flatMap(([, name = '']) => [
      name,
      `pre${name}`,
      `post${name}`,
    ]);
    const fresh = named.filter((name) => Object.hasOwn(scripts, name) && !found.has(name));
    for (const name of fresh) found.add(name);
    open.push(...fresh.map((name) => scripts[name] ?? ''));
  }
  return found;
}

/** Those of the base count as much as those that judge now. */
function commandsOf({ gates }: AttemptChange): readonly string[] {
  return gates.flatMap(({ command, formerly }) => [command ?? [], formerly ?? []].flat());
}

const everywhere =
  /--workspaces\b|(?:^| )(?:-r|--recursive|--filter\S*)(?: |$)|\b(?:workspaces foreach|turbo|nx|lerna)\b/;

function editedScripts(change: AttemptChange): readonly Finding[] {
  const isInWorkspaces = ranBy(change).some((command) => everywhere.test(command));
  return change.files
    .filter(({ path, status }) => /(^|\/)package\.json$/.test(path) && status !== 'added')
    .filter(({ path }) => path === 'package.json' || isInWorkspaces)
    .flatMap(({ path }) => editedIn(change, path));
}

function editedIn(change: AttemptChange, path: string): readonly Finding[] {
  const before = scriptsOf(change.before.get(path));
  const after = scriptsOf(change.after.get(path));
  const run = scriptsRun(ranBy(change), { ...after, ...before });
  const hooks = [...run].filter(
    (name) => before[name] !== after[name] && before[name.replace(/^(pre|post)/, '')] !== undefined,
  );
  return hooks
    .filter((name) => !/no test specified/.test(before[name] ?? ''))
    .map((name) => {
      const message = `The script '${name}' of ${path} judges this work and was changed. ${advice}`;
      return objection({ rule: 'edited-gate', file: path, message });
    });
}

const makefile = /^(?:GNUmakefile|[Mm]akefile)$/;

function editedRecipes(change: AttemptChange): readonly Finding[] {
  const targets = new Set(
    ranBy(change).flatMap((command) =>
      [...command.matchAll(/\bmake (?:-\S+ )*([\w.-]+)/g)].map(([, target = '']) => target),
    ),
  );
  return change.files.filter(isJudgingMakefile(change)).flatMap((file) => {
    const path = file.from ?? file.path;
    const before = change.before.get(file.path) ?? '';
    const after = file.path === path ? (change.after.get(path) ?? '') : '';
    return [...targets]
      .filter((target) => !isRecipeKept(before, after, target))
      .map((target) => {
        const message = `The recipe '${target}' of ${path} judges this work and was changed. ${advice}`;
        return objection({ rule: 'edited-gate', file: path, message });
      });
  });
}

/** A new one counts where it would be read in place of that in which the gate was found. */
function isJudgingMakefile({ gates }: AttemptChange) {
  return ({ path, from, status }: ChangedFile): boolean => {
    if (!makefile.test(from ?? path) && !makefile.test(path)) return false;
    if (status !== 'added') return makefile.test(from ?? path);
    const found = gates.map(({ why = '' }) => /^(\S+) target /.exec(why)?.[1]);
    return found.some((name) => name !== undefined && name !== path);
  };
}

/** Commands of the gates, and of the scripts that they run, with one space between words. */
function ranBy(change: AttemptChange): readonly string[] {
  const scripts = {
    ...scriptsOf(change.after.get('package.json')),
    ...scriptsOf(change.before.get('package.json')),
  };
  const commands = commandsOf(change);
  const texts = [...scriptsRun(commands, scripts)].map((name) => scripts[name] ?? '');
  return [...commands, ...texts].map(inOneLine);
}

function inOneLine(command: string): string {
  return command.trim().replaceAll(/\s+/g, ' ');
}

const programs =
  /(?:^|[\s;&|("'])(?:(?:ba|z|da)?sh|source|\.|node|python3?|tsx|bun|ruby|perl) (?:--?\S+ )*([\w./@-]+)|(?:^|[\s;&|("'])(\.\/[\w./@-]+)/g;
const scriptPlace =
  /(^|\/)(scripts?|tools?|ci|hack|build|\.ci|\.github|bin)\/|\.(sh|bash)$|(^|\/)(check|verify|run|test)[^/]*$/i;

/** Programs of the repository that the gates start. What is tested may be started too, so a program has to look like a script. */
function editedFiles(change: AttemptChange): readonly Finding[] {
  const started = new Set(
    ranBy(change).flatMap((command) =>
      [...command.matchAll(programs)].map(([, one, other]) =>
        (one ?? other ?? '').replace(/^\.\//, ''),
      ),
    ),
  );
  return change.files
    .filter((file) => file.status !== 'added' && started.has(file.from ?? file.path))
    .filter(
      (file) => (scriptPlace.test(file.path) || isShellTest(file.path)) && !isOfTests(change, file),
    )
    .map(({ path, from }) => {
      const message = `${from ?? path} is run to judge this work and was changed. ${advice}`;
      return objection({ rule: 'edited-gate', file: from ?? path, message });
    });
}

/** Tests are looked at as tests. Of a script of a shell nobody can tell what a change does, unless cases are all it adds. */
function isOfTests({ before, after }: AttemptChange, file: ChangedFile): boolean {
  const { path, status, added, removed } = file;
  if (!isTestFile(path) || !isCode(path)) return false;
  if (!isShellTest(path)) return true;
  const isAddition = status === 'modified' && removed.length === 0;
  if (!isAddition || !added.every(({ text }) => isCase(text))) return false;
  const [was, is] = [before, after].map((texts) => (texts.get(path) ?? '').trimEnd());
  // What such a script comes to is what its last line does, unless it stops at the first that fails.
  return /^set -[a-z]*e/m.test(was ?? '') || lastLine(was) === lastLine(is);
}

function lastLine(text = ''): string | undefined {
  return text.split('\n').findLast((line) => !/^\s*(#|$)/.test(line));
}

/** One line that asks something, or says nothing at all: all its quotes are closed, and it ends nothing well. */
function isCase(line: string): boolean {
  const text = line.trim();
  if (text === '' || /^#(?!!)/.test(text)) return true;
  const isAsking =
    /^(?:test|\[\[?|assert\w*|check\w*|expect\w*) [^\\;&|`<]*(?:\|\| ?exit [1-9]\d*)?$/.test(text);
  return isAsking && ['"', "'"].every((quote) => text.split(quote).length % 2 === 1);
}

const program =
  '(node|npm|npx|pnpm|yarn|bun|vitest|jest|mocha|ava|tsc|eslint|biome|oxlint|prettier|pytest|python3?|ruff|mypy|go|cargo|make|git|sh|bash)';
const shim = new RegExp(`(^|/)(s?bin|\\.bin)/${program}(\\.\\w+)?$|^${program}(\\.(cmd|exe))?$`);
const installed =
  /(^|\/)(node_modules|\.venv|venv|site-packages|__pypackages__)\/|(^|\/)(sitecustomize|usercustomize|pytest|unittest|_pytest)(\.py|\/__init__\.py)$|(^|\/)(\.pnpmfile\.cjs|\.pythonstartup)$|\.pth$/;
const redirects =
  /^\s*(script-shell|ignore-scripts|node-options|shell|prefix|yarnPath|nodeLinker)\s*[:=]/i;
const hooks =
  /\bdef\s+pytest_(runtest_\w+|collection_\w+|sessionfinish|terminal_summary|ignore_collect)\b/;

/** A program that stands in for the one that checks. No task has that for its job. */
function replacedTools({ files, before, after }: AttemptChange): readonly Finding[] {
  const replaced = (file: string, what: string) =>
    objection({
      rule: 'replaced-tool',
      file,
      message: `${file}: ${what}. Take it out; checks are run by the tools that the project installs.`,
    });
  return files
    .filter(({ status }) => status !== 'deleted')
    .flatMap((file) => {
      const { path } = file;
      if (installed.test(path))
        return [replaced(path, 'what is installed does not belong into a commit')];
      if (shim.test(path)) return [replaced(path, 'it would stand in for a program that checks')];
      if (/(^|\/)(\.npmrc|\.yarnrc(\.yml)?|bunfig\.toml)$/.test(path) && says(file, redirects)) {
        return [replaced(path, 'it changes what runs the scripts')];
      }
      if (/(^|\/)conftest\.py$/.test(path) && says(file, hooks))
        return [replaced(path, 'it takes results into its own hands')];
      if (!path.endsWith('package.json')) return [];
      return localTool(before.get(path), after.get(path)).map((name) =>
        replaced(path, `'${name}' would come out of this repository`),
      );
    })
    .slice(0, 20);
}

function says({ added }: ChangedFile, pattern: RegExp): boolean {
  return added.some(({ text }) => pattern.test(text));
}

const tool =
  /^(vitest|jest|mocha|ava|tap|typescript|eslint|prettier|tsx|ts-node|c8|nyc|oxlint|@biomejs\/.*|@vitest\/.*|@jest\/.*)$/;

function localTool(before: string | undefined, after: string | undefined): readonly string[] {
  const was = sourcesOf(before);
  return Object.entries(sourcesOf(after))
    .filter(([name, source]) => tool.test(name) && was[name] !== source)
    .filter(([, source]) => /^(file|link|portal|git|github|https?)[:+]|^\.{0,2}\//.test(source))
    .map(([name]) => name);
}
