import { dependsOn, type Manifest, manifestOf } from './manifest.ts';
import { firstOf, nodeTest, ownFiles, type Project } from './project.ts';
import type { Tool } from './tool.ts';

/** Tools of JavaScript and TypeScript projects, each run as the project installs it and never by a global one. */
interface NodeTool extends Pick<Tool, 'gate' | 'kind' | 'reader' | 'why'> {
  /** The package that brings the program; by default it has the gate's name. */
  readonly package?: string;
  readonly args: string;
}

function own({ args, package: name, ...tool }: NodeTool): Tool {
  const file = `node_modules/.bin/${tool.gate}`;
  return {
    ...tool,
    command: `${file} ${args}`,
    probe: `test -x ${file}`,
    install: `${tool.gate} is not in node_modules: add ${name ?? tool.gate} to the devDependencies and commit the lockfile, or name the step that installs it as 'prepare'`,
  };
}

const modules = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];
const named = (name: string, suffixes: readonly string[]) =>
  suffixes.map((suffix) => `${name}.${suffix}`);

const eslintFiles = [
  ...named('eslint.config', modules),
  '.eslintrc',
  ...named('.eslintrc', ['js', 'cjs', 'json', 'yml', 'yaml']),
];
const prettierFiles = [
  '.prettierrc',
  ...named('.prettierrc', [...modules, 'json', 'json5', 'yaml', 'yml', 'toml']),
  ...named('prettier.config', modules),
];

const dependency = (name: string) => (project: Project) =>
  dependsOn(project, name) ? `package.json depends on ${name}` : undefined;

/** A dependency alone says little of linters: without a configuration they have nothing to go by. */
function configured(name: string, files: readonly string[], key?: keyof Manifest): Tool['why'] {
  return (project) => {
    if (!dependsOn(project, name)) return undefined;
    const file = firstOf(project, files);
    if (file !== undefined) return `${file} and ${name}`;
    const isInside = key !== undefined && manifestOf(project)[key] !== undefined;
    return isInside ? `package.json ${key}` : undefined;
  };
}

/** TAP beside what people read, because Node's own reporter cuts long messages. */
const nodeTestTool: Tool = {
  gate: 'node-test',
  kind: 'test',
  command:
    'node --test --test-reporter=spec --test-reporter-destination=stdout ' +
    '--test-reporter=tap --test-reporter-destination="$ATMS_REPORT"',
  probe: 'command -v node',
  install: 'install Node from https://nodejs.org',
  reader: 'tap',
  why: (project) => {
    const file = ownFiles(project, nodeTest).find((one) =>
      /['"]node:test['"]/.test(project.text(one) ?? ''),
    );
    return file === undefined ? undefined : `${file} imports node:test`;
  },
};

const testTools: readonly Tool[] = [
  own({
    gate: 'vitest',
    kind: 'test',
    args: 'run --reporter=default --reporter=json --outputFile.json="$ATMS_REPORT"',
    reader: 'vitest-json',
    why: dependency('vitest'),
  }),
  own({
    gate: 'jest',
    kind: 'test',
    args: '--json --outputFile="$ATMS_REPORT"',
    reader: 'jest-json',
    why: dependency('jest'),
  }),
  nodeTestTool,
];

const lintTools: readonly Tool[] = [
  own({
    gate: 'eslint',
    kind: 'lint',
    args: '--format json --output-file "$ATMS_REPORT" .',
    reader: 'eslint-json',
    why: configured('eslint', eslintFiles, 'eslintConfig'),
  }),
  own({
    gate: 'biome',
    kind: 'lint',
    package: '@biomejs/biome',
    args: 'ci --colors=off',
    reader: 'text',
    why: configured('@biomejs/biome', ['biome.json', 'biome.jsonc']),
  }),
  own({
    gate: 'oxlint',
    kind: 'lint',
    // It looks into node_modules where nothing tells git to ignore them.
    args: "--format unix --ignore-pattern 'node_modules/**'",
    reader: 'text',
    why: configured('oxlint', ['.oxlintrc.json', 'oxlint.config.ts']),
  }),
  own({
    gate: 'prettier',
    kind: 'format',
    args: '--check .',
    reader: 'text',
    why: configured('prettier', prettierFiles, 'prettier'),
  }),
];

/** A tsconfig that only refers to others checks nothing without `--build`. */
function tsc(project: Project): Tool {
  const refers = /"references"\s*:/.test(project.text('tsconfig.json') ?? '');
  return own({
    gate: 'tsc',
    kind: 'types',
    package: 'typescript',
    args: `${refers ? '--build ' : ''}--noEmit --pretty false`,
    reader: 'text',
    why: configured('typescript', ['tsconfig.json']),
  });
}

/** Of each kind in the order in which they are preferred. */
export function nodeTools(project: Project): readonly Tool[] {
  return [...testTools, ...lintTools, tsc(project)];
}
