/**
 * What a pure folder may import and say: the guard that needs neither the linter nor the compiler. Deciders, processes
 * and projections can be replayed only when nothing in them depends on when, where and by whom they are run.
 */
import { importsOf, withoutComments } from './imports.ts';
import { isTest, read } from './repository.ts';

interface PureFolder {
  readonly pattern: RegExp;
  /** Packages that may be imported, whole names. Relative imports are judged by the arrows. */
  readonly imports: readonly string[];
}

const pureFolders: readonly PureFolder[] = [
  { pattern: /^packages\/eventsourcing\/src\//, imports: [] },
  { pattern: /^packages\/plan\/src\//, imports: ['@atms/contracts', 'yaml', 'zod'] },
  {
    pattern: /^services\/[^/]+\/src\/(domain|processes|projections)\//,
    imports: ['@atms/contracts', '@atms/eventsourcing', '@atms/plan'],
  },
];

const forSpecs = ['vitest', 'fast-check', '@atms/testkit'];

/** What no import shows. The linter refuses more by name; this is what it cannot tell apart or can be told to pass. */
const impure: readonly { readonly pattern: RegExp; readonly says: string }[] = [
  { pattern: /\bnew\s+Date\b(?!\s*\(\s*[^\s)])/g, says: 'reads the clock' },
  { pattern: /(?<![\w.]|new\s)Date\s*\(/g, says: 'reads the clock' },
  { pattern: /\bDate\s*\.\s*now\b|\bperformance\s*\.\s*now\b/g, says: 'reads the clock' },
  { pattern: /\bMath\s*\.\s*random\b|\brandomUUID\b/g, says: 'depends on chance' },
  { pattern: /\b(setTimeout|setInterval|setImmediate)\b/g, says: 'has a timer' },
  {
    pattern: /\bprocess\s*\.\s*(env|argv|cwd|exit|pid|on|once|hrtime|nextTick|std\w+)\b/g,
    says: 'looks at the process',
  },
  { pattern: /\bglobalThis\b|\bimport\.meta\b/g, says: 'looks at its surroundings' },
  { pattern: /^(?:export\s+)?(?:let|var)\s/gm, says: 'keeps state outside of what it returns' },
];

export function isPure(file: string): boolean {
  return pureFolders.some(({ pattern }) => pattern.test(file));
}

/** One sentence for each thing in a file that makes it impure. */
export function impurities(file: string): readonly string[] {
  const source = read(file);
  return [...forbiddenImports(file, source), ...forbiddenWords(file, source)];
}

function forbiddenImports(file: string, source: string): string[] {
  const folder = pureFolders.find(({ pattern }) => pattern.test(file));
  const allowed = [...(folder?.imports ?? []), ...(isTest(file) ? forSpecs : [])];
  return importsOf(source)
    .filter(({ specifier }) => !specifier?.startsWith('.') && !allowed.includes(specifier ?? ''))
    .map(
      ({ specifier, line }) => `${file}:${line} imports ${specifier ?? 'what only the run tells'}`,
    );
}

function forbiddenWords(file: string, source: string): string[] {
  const text = withoutComments(source);
  return impure.flatMap(({ pattern, says }) =>
    [...text.matchAll(pattern)].map(({ index }) => `${file}:${lineAt(text, index)} ${says}`),
  );
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
