/** Which lines of a program stand around which, by how they are indented. */
export interface Outline {
  /** The lines that open what this one stands in, innermost first. @param at from 0 */
  above(at: number): readonly string[];
}

interface Open {
  readonly indent: number;
  readonly at: number;
}

/** As much of a line as tells what it opens. */
const longest = 2_000;

export function outlineOf(text: string): Outline {
  const lines = text.split('\n');
  const parents: (number | undefined)[] = [];
  const heads = new Map<number, number>();
  const open: Open[] = [];
  for (const [at, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    let last = open.at(-1);
    while (last !== undefined && last.indent > indent) last = (open.pop(), open.at(-1));
    if (last?.indent === indent) {
      // What closes a list of parameters belongs to the line that opened it.
      if (/^\s*\)[^{}]*(?:\{|=>|:)\s*$/.test(line.slice(0, longest))) heads.set(at, last.at);
      open.pop();
    }
    parents[at] = open.at(-1)?.at;
    open.push({ indent, at });
  }
  const said = (at: number) => {
    const head = heads.get(at);
    const whole = head === undefined ? '' : `${lines[head]?.slice(0, longest) ?? ''} `;
    return `${whole}${lines[at]?.slice(0, longest) ?? ''}`;
  };
  return {
    above(at) {
      const found: string[] = [];
      for (let up = parents[at]; up !== undefined; up = parents[up]) {
        if (opens(lines[up] ?? '')) found.push(said(up));
      }
      return found;
    },
  };
}

/** A function that is closed again on its own line stands around nothing, however far in the next line begins. */
function opens(line: string): boolean {
  const told = line.slice(0, longest).trim();
  if (/[:,=>([{\\]$/.test(told)) return true;
  return (told.match(/[([{]/g)?.length ?? 0) > (told.match(/[)\]}]/g)?.length ?? 0);
}
