/** What the commands of the gates run: none of it may be rewritten by the work that it judges. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection, type Objections } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { scriptsOf, sourcesOf } from './manifest-texts.ts';
import { maySet } from './promise.ts';
import { isCode, isTestFile } from './test-files.ts';

export function gateScriptsKept(change: AttemptChange): Objections {
  const edited = [...editedScripts(change), ...editedRecipes(change), ...editedFiles(change)];
  const isAllowed = (finding: Finding) => maySet(change.spec, finding.file ?? '');
  return {
    findings: [...edited.filter((one) => !isAllowed(one)), ...replacedTools(change)],
    notes: edited.filter(isAllowed).map(({ message }) => message),
  };
}

const advice =
  'Put it back; only a task that names this file in its paths may change how its work is checked.';

const runsScript =
  /\b(?:npm|pnpm|yarn|bun)\s+(?:--\S+\s+)*(?:(?:run|run-script)\s+)?(?:--\S+\s+)*'?([\w:.@/-]+)'?/g;

/** Scripts of a manifest that these commands run, with what those run, and with what goes before and after them. */
function scriptsRun(commands: readonly string[], scripts: Readonly<Record<string, string>>) {
  const found = new Set<string>();
  const open = [...commands];
  for (let command = open.pop(); command !== undefined; command = open.pop()) {
    const named = [...command.matchAll(runsScript)].flatMap(([, name = '']) => [
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

function commandsOf({ gates }: AttemptChange): readonly string[] {
  return gates.flatMap(({ command }) => (command === undefined ? [] : [command]));
}

function editedScripts(change: AttemptChange): readonly Finding[] {
  const manifest = change.files.find(({ path }) => path === 'package.json');
  if (manifest === undefined || manifest.status === 'added') return [];
  const before = scriptsOf(change.before.get('package.json'));
  const after = scriptsOf(change.after.get('package.json'));
  const run = scriptsRun(commandsOf(change), { ...after, ...before });
  const hooks = [...run].filter(
    (name) => before[name] !== after[name] && before[name.replace(/^(pre|post)/, '')] !== undefined,
  );
  return hooks
    .filter((name) => !/no test specified/.test(before[name] ?? ''))
    .map((name) => {
      const message = `The script '${name}' of package.json judges this work and was changed. ${advice}`;
      return objection({ rule: 'edited-gate', file: 'package.json', message });
    });
}

const makefile = /^(GNU)?[Mm]akefile$/;

function editedRecipes(change: AttemptChange): readonly Finding[] {
  const targets = commandsOf(change).flatMap((command) =>
    [...command.matchAll(/\bmake\s+(?:-\S+\s+)*([\w.-]+)/g)].map(([, target = '']) => target),
  );
  const file = change.files.find(({ path, status }) => makefile.test(path) && status !== 'added');
  if (file === undefined) return [];
  const before = change.before.get(file.path) ?? '';
  const after = change.after.get(file.path) ?? '';
  return targets
    .filter((target) => recipeOf(before, target) !== recipeOf(after, target))
    .map((target) => {
      const message = `The recipe '${target}' of ${file.path} judges this work and was changed. ${advice}`;
      return objection({ rule: 'edited-gate', file: file.path, message });
    });
}

/** A target with its prerequisites and their recipes. */
function recipeOf(text: string, target: string, seen: readonly string[] = []): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${target}:`));
  if (at < 0 || seen.includes(target)) return '';
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && !line.startsWith('\t'));
  const own = [lines[at] ?? '', ...(end < 0 ? rest : rest.slice(0, end))].map((line) =>
    line.trimEnd(),
  );
  const needed = (lines[at] ?? '')
    .slice(target.length + 1)
    .trim()
    .split(/\s+/);
  return [
    ...own.filter((line) => line !== ''),
    ...needed.map((one) => recipeOf(text, one, [...seen, target])),
  ].join('\n');
}

const programs =
  /(?:^|[\s;&|("'])(?:(?:ba|z|da)?sh|source|\.|node|python3?|tsx|bun|ruby|perl)\s+(?:--?\S+\s+)*([\w./@-]+)|(?:^|[\s;&|("'])(\.\/[\w./@-]+)/g;
const scriptPlace =
  /(^|\/)(scripts?|tools?|ci|hack|build|\.ci|\.github|bin)\/|\.(sh|bash)$|(^|\/)(check|verify|run|test)[^/]*$/i;

/** Programs of the repository that the gates start. What is tested may be started too, so a program has to look like a script. */
function editedFiles(change: AttemptChange): readonly Finding[] {
  const scripts = {
    ...scriptsOf(change.after.get('package.json')),
    ...scriptsOf(change.before.get('package.json')),
  };
  const commands = commandsOf(change);
  const run = [
    ...commands,
    ...[...scriptsRun(commands, scripts)].map((name) => scripts[name] ?? ''),
  ];
  const started = new Set(
    run.flatMap((command) =>
      [...command.matchAll(programs)].map(([, one, other]) =>
        (one ?? other ?? '').replace(/^\.\//, ''),
      ),
    ),
  );
  return change.files
    .filter((file) => file.status !== 'added' && started.has(file.from ?? file.path))
    .filter(({ path }) => scriptPlace.test(path) && !(isTestFile(path) && isCode(path)))
    .map(({ path, from }) => {
      const message = `${from ?? path} is run to judge this work and was changed. ${advice}`;
      return objection({ rule: 'edited-gate', file: from ?? path, message });
    });
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
