/**
 * A light scanner for imports. It reads text and knows no types, so that no change of the compiler can make it pass
 * in silence; what it cannot name (`import(variable)`) it reports as such.
 */

export interface Import {
  /** The text in quotes; `undefined` for a dynamic import of something that is not a literal. */
  readonly specifier: string | undefined;
  readonly line: number;
}

const statement = /^[ \t]*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"\n]+)['"]/gm;
const sideEffect = /^[ \t]*import\s*['"]([^'"\n]+)['"]/gm;
const literalCall = /\b(?:import|require)\s*\(\s*['"`]([^'"`\n$]+)['"`]/g;
const otherCall = /\b(?:import|require)\s*\(\s*(?!['"`][^'"`\n$]+['"`])()/g;

export function importsOf(source: string): readonly Import[] {
  const text = withoutComments(source);
  return [statement, sideEffect, literalCall, otherCall]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => ({ specifier: match[1] === '' ? undefined : match[1], at: match.index }))
    .map(({ specifier, at }) => ({ specifier, line: lineAt(text, at) }))
    .toSorted((one, other) => one.line - other.line);
}

/** Comments become spaces, so that lines stay where they are; strings stay as they are. */
export function withoutComments(source: string): string {
  const stringOrComment =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replaceAll(stringOrComment, (found) =>
    found.startsWith('/') ? found.replaceAll(/[^\n]/g, ' ') : found,
  );
}

/** `@scope/name/sub` and `name/sub` to the name of the package. */
export function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length + (text[at] === '\n' ? 1 : 0);
}
