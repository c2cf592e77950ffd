/** More alternatives than this are not written by people, and every one of them would be compared. */
const mostAlternatives = 256;

/**
 * What `{a,b}` stands for, as a shell would write it out, nested and repeated braces included. Undefined when it cannot
 * be said: braces that do not pair, that hold no comma (`{a}`, `{1..3}`), or that stand for more than 256 texts.
 */
export const expandBraces = (text: string): readonly string[] | undefined => {
  const open = text.indexOf('{');
  if (open === -1) return text.includes('}') ? undefined : [text];
  const group = readGroup(text, open);
  const head = text.slice(0, open);
  if (group === undefined || head.includes('}')) return undefined;
  const choices = group.choices.map(expandBraces);
  const tails = expandBraces(text.slice(group.end));
  if (tails === undefined || !choices.every((choice) => choice !== undefined)) return undefined;
  return combine(head, choices.flat(), tails);
};

const combine = (
  head: string,
  choices: readonly string[],
  tails: readonly string[],
): readonly string[] | undefined => {
  if (choices.length * tails.length > mostAlternatives) return undefined;
  return choices.flatMap((choice) => tails.map((tail) => `${head}${choice}${tail}`));
};

interface Group {
  readonly choices: readonly string[];
  /** Where the text goes on after the closing brace. */
  readonly end: number;
}

const readGroup = (text: string, open: number): Group | undefined => {
  const choices: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let index = open; index < text.length; index += 1) {
    const character = text[index];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    const ends = depth === 0;
    if (!ends && !(character === ',' && depth === 1)) continue;
    choices.push(text.slice(start, index));
    start = index + 1;
    if (ends) return choices.length < 2 ? undefined : { choices, end: start };
  }
  return undefined;
};
