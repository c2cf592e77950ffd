import type { CompletionPlace } from './command-table.ts';
import { choiceCases, optionNames, referenceCases, valueOptions, walkOver } from './cases.ts';

export function zshScript(places: readonly CompletionPlace[]): string {
  return `#compdef atms
# zsh completion of atms. To load it: source <(atms completion zsh)
_atms() {
  local word="\${words[CURRENT]}" before="\${words[CURRENT-1]}"
  local place="" one list="" reference=""
  integer index
  for ((index = 2; index < CURRENT; index++)); do
    one="\${words[index]}"
${walkOver(places)}
  done
  case "$place $before" in
${choiceCases(places, (choices) => `compadd -- ${choices}; return`, '    ')}
  esac
  case "$before" in
    ${valueOptions(places)}) _files; return ;;
  esac
  if [[ "$word" == -* ]]; then
    case "$place" in
${optionNames(places, (options) => `list="${options}"`, '      ')}
    esac
  else
    case "$place" in
${referenceCases(places, ({ words, reference }) => `list="${words}" reference="${reference}"`, '      ')}
    esac
    case "$reference" in
      "") ;;
      file) _files; return ;;
      *) list="$list $("\${words[1]}" __complete "$reference" 2>/dev/null)" ;;
    esac
  fi
  compadd -- \${=list}
}
compdef _atms atms
`;
}
