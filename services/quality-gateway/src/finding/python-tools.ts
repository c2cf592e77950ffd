import { firstOf, ownFiles, type Project, pythonTest } from './project.ts';
import type { Tool } from './tool.ts';

/** Where Python projects say what they need and how their tools are set up. */
const settings = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'Pipfile'];
const requirements =
  /^(requirements[^/]*|dev-requirements|test-requirements)\.(txt|in)$|^requirements\/[^/]+\.(txt|in)$/;

/** The module as the project has it: in the environment that the lockfile makes, else in the interpreter of the PATH. */
export const pythonTools = (project: Project): readonly Tool[] => {
  const python = project.files.has('uv.lock') ? 'uv run --frozen python' : 'python3';
  const module = (name: string, args: string): Pick<Tool, 'command' | 'probe' | 'install'> => ({
    command: `${python} -m ${name} ${args}`.trim(),
    probe: `${python} -c 'import ${name}'`,
    install: `Python has no module '${name}': install it with 'python3 -m pip install ${name}', or name the step that does as 'prepare'`,
  });
  return [
    {
      gate: 'pytest',
      kind: 'test',
      ...module('pytest', '--junitxml="$ATMS_REPORT"'),
      reader: 'junit',
      why: (one) =>
        declared(one, 'pytest', ['pytest.ini', '.pytest.ini']) ?? testsFor(one, 'pytest'),
    },
    {
      gate: 'unittest',
      kind: 'test',
      ...module('unittest', discover(project)),
      reader: 'text',
      why: (one) =>
        declared(one, 'pytest', ['pytest.ini']) === undefined
          ? testsFor(one, 'unittest')
          : undefined,
    },
    {
      gate: 'ruff',
      kind: 'lint',
      ...module('ruff', 'check --output-format=concise .'),
      reader: 'text',
      why: (one) => declared(one, 'ruff', ['ruff.toml', '.ruff.toml']),
    },
    {
      gate: 'mypy',
      kind: 'types',
      ...module('mypy', `--no-color-output --show-column-numbers ${mypyTarget(project)}`),
      reader: 'text',
      why: (one) => declared(one, 'mypy', ['mypy.ini', '.mypy.ini']),
    },
    {
      gate: 'bandit',
      kind: 'security',
      ...module(
        'bandit',
        '--quiet --recursive . --exclude ./.venv,./tests,./node_modules --format json --output "$ATMS_REPORT"',
      ),
      reader: 'bandit-json',
      why: (one) => declared(one, 'bandit', ['.bandit']),
    },
  ];
};

/** A table of settings, a file of its own, or a dependency; as text, since a guess is all that is wanted. */
function declared(project: Project, tool: string, files: readonly string[]): string | undefined {
  const own = firstOf(project, files);
  if (own !== undefined) return own;
  const table = new RegExp(`^\\[(?:tool[.:])?${tool}(?:[.:-][^\\]\\n]*)?\\]`, 'm');
  for (const file of settings) {
    const [found] = table.exec(project.text(file) ?? '') ?? [];
    if (found !== undefined) return `${file} ${found}`;
  }
  return dependencyIn(project, tool);
}

export function dependencyIn(project: Project, tool: string): string | undefined {
  const quotedOrKey = new RegExp(
    `["']${tool}\\s*(?:["'<>=~!;@\\[])|^\\s*${tool}\\s*(?:[<>=~!]|$)`,
    'm',
  );
  const line = new RegExp(`^\\s*${tool}\\s*(?:[<>=~!;@\\[#]|$)`, 'm');
  const lists = ownFiles(project, requirements);
  const file =
    settings.find((one) => quotedOrKey.test(project.text(one) ?? '')) ??
    lists.find((one) => line.test(project.text(one) ?? ''));
  return file === undefined ? undefined : `${file} names ${tool}`;
}

/** Tests that import unittest run by Python alone; the others were written for pytest. */
function testsFor(project: Project, runner: 'pytest' | 'unittest'): string | undefined {
  const tests = ownFiles(project, pythonTest);
  const [first] = tests;
  if (first === undefined) return undefined;
  const texts = tests.map((file) => project.text(file) ?? '').filter((text) => text !== '');
  const isUnittest =
    texts.some((text) => /^\s*(?:import|from)\s+unittest\b/m.test(text)) &&
    !texts.some((text) => /^\s*(?:import|from)\s+pytest\b/m.test(text));
  return isUnittest === (runner === 'unittest') ? `${first} is there` : undefined;
}

/** A folder of tests that is no package is where discovery has to begin; what it tests stays importable from the top. */
function discover(project: Project): string {
  const [first = ''] = ownFiles(project, pythonTest);
  const [top = '', ...rest] = first.split('/');
  const isFolder = rest.length > 0 && !project.files.has(`${top}/__init__.py`);
  return `discover ${isFolder ? `-s ${top} ` : ''}-p "*test*.py"`;
}

function mypyTarget(project: Project): string {
  const hasOwn = settings
    .concat('mypy.ini', '.mypy.ini')
    .some((file) => /^\s*(files|packages|modules)\s*=/m.test(project.text(file) ?? ''));
  return hasOwn ? '' : '.';
}
