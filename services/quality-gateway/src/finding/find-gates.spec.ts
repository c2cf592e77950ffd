import { describe, expect, it } from 'vitest';
import type { Checks } from '@atms/contracts';
import { findGates } from './find-gates.ts';
import { projectOf } from './project.ts';

type Files = Readonly<Record<string, string>>;

const gatesIn = (files: Files, checks: Checks = 'found') =>
  findGates(checks, projectOf(Object.keys(files), files));

const manifest = (scripts: Readonly<Record<string, unknown>>, more: object = {}) =>
  JSON.stringify({ scripts, ...more });
const withManifest = (scripts: Readonly<Record<string, unknown>>, more: object = {}): Files => ({
  'package.json': manifest(scripts, more),
});

const skippedIn = (packageJson: string) =>
  gatesIn({ 'package.json': packageJson }).flatMap(({ gate, missing }) =>
    missing?.status === 'skipped' ? [gate] : [],
  );
const everyOne = ['test', 'lint', 'typecheck', 'build'];
const acting = (files: Files, checks: Checks = 'found') =>
  gatesIn(files, checks)
    .filter(({ missing }) => missing === undefined)
    .map(({ gate, command, why }) => [gate, command, why]);

describe('gates that are found', () => {
  it('are the well-known scripts in their order; what a project does not have is skipped', () => {
    const found = gatesIn(withManifest({ build: 'tsc', dev: 'vite', test: 'vitest' }));
    const skipped = (gate: string) => ({
      gate,
      missing: { status: 'skipped', reason: `package.json has no script '${gate}'` },
    });
    expect(found).toMatchObject([
      {
        gate: 'test',
        command: 'npm run --silent test',
        kind: 'test',
        why: 'package.json script test',
      },
      skipped('lint'),
      skipped('typecheck'),
      { gate: 'build', command: 'npm run --silent build', kind: 'build' },
    ]);
  });

  it('are not the test that npm writes for a project without tests', () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    expect(skippedIn(manifest(scripts))).toEqual(everyOne);
    expect(gatesIn(withManifest(scripts))[0]?.missing?.reason).toContain('there is none');
  });

  it('are none where nothing says what a project is', () => {
    expect(gatesIn({ 'README.md': '' })).toEqual([]);
  });

  it('are all skipped where package.json cannot be read', () => {
    for (const text of ['{ not json', '{}', '[]', '{"scripts": {"test": 7}}', '']) {
      expect(skippedIn(text)).toEqual(everyOne);
    }
  });

  const managers = [
    ['package-lock.json', 'npm run --silent test'],
    ['pnpm-lock.yaml', 'pnpm run test'],
    ['yarn.lock', 'yarn run test'],
    ['bun.lock', 'bun run test'],
  ] as const;
  for (const [lockfile, command] of managers) {
    it(`are run with the package manager of ${lockfile}`, () => {
      const files = { ...withManifest({ test: 'x' }), [lockfile]: '' };
      expect(acting(files)).toEqual([['test', command, 'package.json script test']]);
    });
  }

  it('are the scripts of workspaces where the top has none', () => {
    const files = {
      'package.json': manifest({}, { workspaces: ['packages/*'] }),
      'packages/a/package.json': manifest({ test: 'x' }),
    };
    expect(acting(files)).toEqual([
      [
        'test',
        'npm run --silent --workspaces --if-present test',
        'packages/a/package.json script test',
      ],
    ]);
  });
});

describe('tools that a JavaScript project is set up with', () => {
  const depends = (...names: readonly string[]) => ({
    devDependencies: Object.fromEntries(names.map((name) => [name, '1'])),
  });

  it('are run from its own node_modules where no script runs them', () => {
    const files = {
      'package.json': manifest({}, depends('vitest', 'eslint', 'typescript', 'prettier')),
      'eslint.config.mjs': '',
      'tsconfig.json': '{}',
      '.prettierrc': '',
    };
    const found = gatesIn(files);
    expect(found.map(({ gate, kind }) => [gate, kind])).toEqual([
      ['vitest', 'test'],
      ['eslint', 'lint'],
      ['tsc', 'types'],
      ['build', 'build'],
      ['prettier', 'format'],
    ]);
    expect(found[2]?.command).toBe('node_modules/.bin/tsc --noEmit --pretty false');
    expect(found[1]?.why).toBe('eslint.config.mjs and eslint');
    expect(found[1]?.needs).toMatchObject({
      probe: 'test -x node_modules/.bin/eslint',
      ifMissing: 'skipped',
    });
  });

  it('are left to the scripts that are there for the same', () => {
    const files = {
      'package.json': manifest(
        { lint: 'eslint .', types: 'tsc', 'format:check': 'p' },
        depends('eslint', 'typescript', 'prettier'),
      ),
      'eslint.config.js': '',
      'tsconfig.json': '{}',
      '.prettierrc': '',
    };
    expect(acting(files).map(([gate]) => gate)).toEqual(['lint', 'types', 'format:check']);
  });

  it('are not those that it only depends on, or only has a file of', () => {
    expect(acting(withManifest({}, depends('eslint', 'typescript', 'oxlint')))).toEqual([]);
    const files = { ...withManifest({}), 'eslint.config.js': '', 'biome.json': '{}' };
    expect(acting(files)).toEqual([]);
  });

  it('are Biome, oxlint and Jest too', () => {
    const files = {
      'package.json': manifest({}, depends('@biomejs/biome', 'oxlint', 'jest')),
      'biome.json': '{}',
      '.oxlintrc.json': '{}',
    };
    expect(acting(files).map(([gate]) => gate)).toEqual(['jest', 'biome', 'oxlint']);
  });

  it('are Node itself where tests import its runner', () => {
    const files = { ...withManifest({}), 'test/a.test.js': "import test from 'node:test';" };
    expect(acting(files)).toMatchObject([
      ['node-test', expect.stringContaining('node --test'), 'test/a.test.js imports node:test'],
    ]);
  });

  it('check what a tsconfig refers to', () => {
    const files = {
      'package.json': manifest({}, depends('typescript')),
      'tsconfig.json': '{ "files": [], "references": [{ "path": "a" }] }',
    };
    expect(acting(files)[0]?.[1]).toContain('tsc --build --noEmit');
  });
});

describe('tools of other languages', () => {
  it('are those that a pyproject has tables or dependencies of', () => {
    const pyproject = `
[project]
dependencies = ["requests>=2"]
[dependency-groups]
dev = ["pytest>=8", 'mypy', "pytest-cov"]
[tool.ruff]
line-length = 100
[tool.bandit]
`;
    const found = gatesIn({ 'pyproject.toml': pyproject, 'shop.py': '' });
    expect(found.map(({ gate, why }) => [gate, why])).toEqual([
      ['pytest', 'pyproject.toml names pytest'],
      ['ruff', 'pyproject.toml [tool.ruff]'],
      ['mypy', 'pyproject.toml names mypy'],
      ['bandit', 'pyproject.toml [tool.bandit]'],
    ]);
    expect(found[0]?.reader).toBe('junit');
    expect(found[0]?.command).toContain('python3');
  });

  it('are not those whose names only stand in other words', () => {
    const text = '[project]\nname = "my-pytest-plugin"\ndescription = "no mypy, no ruff"\n';
    expect(acting({ 'pyproject.toml': text, 'shop.py': '' })).toEqual([]);
  });

  it('are found in requirements, settings, and by the tests that are there', () => {
    expect(acting({ 'requirements-dev.txt': 'pytest==8.0\nmypy\n' }).map(([gate]) => gate)).toEqual(
      ['pytest', 'mypy'],
    );
    expect(acting({ 'setup.cfg': '[mypy]\nfiles = shop\n' })[0]?.[1]).toMatch(
      /--show-column-numbers$/,
    );
    const unit = { 'tests/test_shop.py': 'import unittest\n' };
    expect(acting(unit)).toMatchObject([
      [
        'unittest',
        'python3 -m unittest discover -s tests -p "*test*.py"',
        'tests/test_shop.py is there',
      ],
    ]);
    expect(acting({ 'tests/test_a.py': 'def test_a(): pass\n' })[0]?.[0]).toBe('pytest');
  });

  it('run in the environment of uv where the project is locked with it', () => {
    const files = { 'pyproject.toml': '[tool.ruff]\n', 'uv.lock': '' };
    expect(acting(files)[0]?.[1]).toContain('uv run --frozen python -m ruff');
  });

  it('are those of Go and Rust', () => {
    expect(acting({ 'go.mod': 'module a\n' }).map(([gate]) => gate)).toEqual(['go-test', 'go-vet']);
    expect(acting({ 'Cargo.toml': '[package]\n' }).map(([gate]) => gate)).toEqual(['cargo-test']);
    const linted = { 'Cargo.toml': '[package]\n[lints.clippy]\nall = "deny"\n' };
    expect(acting(linted).map(([gate]) => gate)).toEqual(['cargo-test', 'cargo-clippy']);
  });

  it('are the targets of a Makefile for what nothing else covers', () => {
    const makefile = 'test: build\n\techo\nlint:\n\techo\nVERSION := 1\n';
    expect(acting({ Makefile: makefile }).map(([gate]) => gate)).toEqual([
      'make-test',
      'make-lint',
    ]);
    expect(acting({ Makefile: makefile, 'Cargo.toml': '' }).map(([gate]) => gate)).toEqual([
      'cargo-test',
      'make-lint',
    ]);
    expect(gatesIn({ Makefile: makefile, ...withManifest({}) }).map(({ gate }) => gate)).toEqual([
      'typecheck',
      'build',
      'make-test',
      'make-lint',
    ]);
  });
});

describe('gates that a plan names', () => {
  it('are its scripts and its commands', () => {
    const checks = [
      'typecheck',
      'deploy:dry',
      { name: 'smoke', run: './smoke.sh', report: 'out.xml' },
    ];
    const files = withManifest({ typecheck: 'tsc', 'deploy:dry': 'x' });
    expect(gatesIn(files, checks)).toMatchObject([
      { gate: 'typecheck', command: 'npm run --silent typecheck', kind: 'types' },
      { gate: 'deploy:dry', command: 'npm run --silent deploy:dry', kind: 'other' },
      { gate: 'smoke', command: './smoke.sh', report: 'out.xml' },
    ]);
  });

  it('are errors where the project has no such script, with what to do about it', () => {
    const [gate] = gatesIn(withManifest({ test: 'x' }), ['lint']);
    expect(gate).toMatchObject({ gate: 'lint', missing: { status: 'error' } });
    expect(gate?.missing?.reason).toContain("no script 'lint'; add it");
    expect(gate?.missing?.reason).toContain('Found here: test');
  });

  it('are the tools that were found for the word, each asked for in earnest', () => {
    const files = { 'pyproject.toml': '[tool.ruff]\n[tool.pytest.ini_options]\n' };
    const named = gatesIn(files, ['test', 'lint', 'ruff']);
    expect(named.map(({ gate, needs }) => [gate, needs?.ifMissing])).toEqual([
      ['pytest', 'error'],
      ['ruff', 'error'],
    ]);
  });

  it('are tools of its language that the project is not set up with', () => {
    const [gate] = gatesIn({ 'shop.py': '' }, ['bandit']);
    expect(gate).toMatchObject({ gate: 'bandit', why: 'the plan', needs: { ifMissing: 'error' } });
  });
});

describe('gates that ask for a figure', () => {
  it('run what measures coverage, and are errors where nothing does', () => {
    const files = withManifest({ coverage: 'c8 npm test' });
    expect(gatesIn(files, [{ coverage: 80 }])).toMatchObject([
      {
        gate: 'coverage',
        command: 'npm run --silent coverage',
        demand: { kind: 'coverage', atLeast: 80 },
      },
    ]);
    const vitest = withManifest(
      {},
      { devDependencies: { vitest: '4', '@vitest/coverage-v8': '4' } },
    );
    expect(gatesIn(vitest, [{ coverage: 80 }])[0]?.command).toContain(
      '--coverage.reporter=json-summary',
    );
    expect(gatesIn(withManifest({}), [{ coverage: 80 }])[0]?.missing?.status).toBe('error');
    expect(
      gatesIn({ 'requirements.txt': 'pytest-cov\n' }, [{ coverage: 80 }])[0]?.command,
    ).toContain('lcov');
  });

  it('look up vulnerabilities and licences where there is a package.json', () => {
    const checks: Checks = [{ audit: 'high' }, { licences: ['MIT'] }];
    expect(gatesIn(withManifest({}), checks)).toMatchObject([
      { gate: 'audit', command: 'npm audit --json >"$ATMS_REPORT"', kind: 'security' },
      { gate: 'licences', kind: 'licences', demand: { kind: 'licences', allowed: ['MIT'] } },
    ]);
    expect(gatesIn({ 'go.mod': '' }, checks).map(({ missing }) => missing?.status)).toEqual([
      'error',
      'error',
    ]);
  });
});

describe('a plan that wants no checks', () => {
  it('has no gates, whatever the project has', () => {
    expect(gatesIn(withManifest({ test: 'vitest' }), 'none')).toEqual([]);
  });
});

describe('gates of one name', () => {
  const python = { 'pyproject.toml': '', 'tests/test_a.py': 'import unittest\n' };
  const own = (name: string, run: string) => ({ name, run });
  const named = (checks: Checks) => gatesIn(python, checks).map(({ gate, why }) => [gate, why]);

  it('are told apart: what a plan calls so keeps its name', () => {
    for (const checks of [
      ['test', own('unittest', 'true')],
      [own('unittest', 'true'), 'test'],
    ] as const) {
      const gates = named([...checks]);
      expect(new Set(gates.map(([gate]) => gate))).toEqual(new Set(['unittest', 'unittest (2)']));
      expect(gates).toContainEqual(['unittest', 'the plan']);
    }
  });

  it('are numbered, past a name that is taken', () => {
    const checks = [own('a', '1'), own('a', '2'), own('a (2)', '3'), own('a', '4')];
    expect(named(checks).map(([gate]) => gate)).toEqual(['a', 'a (3)', 'a (2)', 'a (4)']);
  });
});
