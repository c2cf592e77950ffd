import type { CompletionOption, CompletionPlace } from './command-table.ts';
import { valueOptions } from './cases.ts';

/** One `complete` for each word of each place; which place it is, a function of the script finds out. */
export function fishScript(places: readonly CompletionPlace[]): string {
  const withValue = valueOptions(places).split('|').join(' ');
  return `# fish completion of atms. To load it: atms completion fish | source
function __atms_place
    set -l place
    set -l skip 0
    for one in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $one ${withValue}
            set skip 1
        else if contains -- (string join ' ' $place $one) ${paths(places)}
            set -a place $one
        end
    end
    string join ' ' $place
end
function __atms_at
    set -l here (__atms_place)
    test "$here" = "$argv[1]"
end
complete -c atms -f
${places.flatMap(linesOf).join('\n')}
`;
}

function paths(places: readonly CompletionPlace[]): string {
  return places
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join(' ');
}

function linesOf(place: CompletionPlace): readonly string[] {
  const { path, subcommands, choices, reference, options } = place;
  const at = `complete -c atms -n '__atms_at "${path}"'`;
  return [
    ...[...subcommands, ...choices].map((word) => `${at} -a ${word}`),
    ...referenceLines(at, reference),
    ...options.map((option) => `${at} ${optionWords(option)}`),
  ];
}

function referenceLines(at: string, reference: CompletionPlace['reference']): readonly string[] {
  if (reference === undefined) return [];
  return [reference === 'file' ? `${at} -F` : `${at} -a '(atms __complete ${reference})'`];
}

function optionWords({ name, short, description, takesValue, choices }: CompletionOption): string {
  const flag = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
  const brief = short === undefined ? '' : ` -s ${short.slice(1)}`;
  return `${flag}${brief}${value} -d '${description.replaceAll(/['\\]/g, '')}'`;
}
