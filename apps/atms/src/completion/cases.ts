/** Parts of a completion script that bash and zsh read alike. Names of commands and options need no quoting. */
import type { CompletionPlace } from './command-table.ts';

/** The options that are followed by a value, as one pattern. */
export function valueOptions(places: readonly CompletionPlace[]): string {
  const names = places.flatMap(({ options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])]),
  );
  return [...new Set(names)].join('|');
}

/** Inside of a loop over the words that stand before: takes `one` of them, and leads `place` on. */
export function walkOver(places: readonly CompletionPlace[]): string {
  return `    case "$one" in
      ${valueOptions(places)}) index=$((index + 1)) ;;
      -*) ;;
      *) case "$place/$one" in
${placeCases(places, (path) => `place="${path}"`, '        ')}
        esac ;;
    esac`;
}

/** From a place and a word to the place below. */
function placeCases(
  places: readonly CompletionPlace[],
  then: (path: string) => string,
  indent: string,
): string {
  return lines(
    places.flatMap(({ path, subcommands }) =>
      subcommands.map((name) => `"${path}/${name}") ${then(`${path} ${name}`.trim())} ;;`),
    ),
    indent,
  );
}

/** From a place and the option before to the values that the option has. */
export function choiceCases(
  places: readonly CompletionPlace[],
  then: (choices: string) => string,
  indent: string,
): string {
  const cases = places.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `"${path} ${name}") ${then(choices.join(' '))} ;;`),
  );
  return lines([...new Set(cases)], indent);
}

export function optionNames(
  places: readonly CompletionPlace[],
  then: (options: string) => string,
  indent: string,
): string {
  return lines(
    places.map(({ path, options }) => {
      const names = options.map(({ name }) => name);
      return `"${path}") ${then(names.join(' '))} ;;`;
    }),
    indent,
  );
}

export interface PlaceWords {
  readonly words: string;
  /** Empty: nothing that could be listed. */
  readonly reference: string;
}

export function referenceCases(
  places: readonly CompletionPlace[],
  then: (words: PlaceWords) => string,
  indent: string,
): string {
  return lines(
    places.map(({ path, subcommands, choices, reference = '' }) => {
      const words = [...subcommands, ...choices].join(' ');
      return `"${path}") ${then({ words, reference })} ;;`;
    }),
    indent,
  );
}

function lines(cases: readonly string[], indent: string): string {
  return cases.map((one) => `${indent}${one}`).join('\n');
}
