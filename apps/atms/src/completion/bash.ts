import type { CompletionPlace } from './command-table.ts';
import { choiceCases, optionNames, referenceCases, valueOptions, walkOver } from './cases.ts';

/** Works with the bash 3.2 of macOS: no associative arrays. */
export function bashScript(places: readonly CompletionPlace[]): string {
  return `# bash completion of atms. To load it: source <(atms completion bash)
_atms() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local place="" index one words="" reference=""
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    one="\${COMP_WORDS[index]}"
${walkOver(places)}
  done
  case "$place $before" in
${choiceCases(places, (choices) => `COMPREPLY=($(compgen -W "${choices}" -- "$word")); return`, '    ')}
  esac
  case "$before" in
    ${valueOptions(places)}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  if [[ "$word" == -* ]]; then
    case "$place" in
${optionNames(places, (options) => `words="${options}"`, '      ')}
    esac
  else
    case "$place" in
${referenceCases(places, ({ words, reference }) => `words="${words}" reference="${reference}"`, '      ')}
    esac
    case "$reference" in
      "") ;;
      file) COMPREPLY=($(compgen -f -- "$word")); return ;;
      *) words="$words $("\${COMP_WORDS[0]}" __complete "$reference" 2>/dev/null)" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _atms atms
`;
}
