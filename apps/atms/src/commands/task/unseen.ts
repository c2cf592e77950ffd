/** Long enough to be found again in an output that repeats itself. */
const memory = 4_000;

/**
 * What is new in an output of which only the end is kept: whole lines, the rest when it has ended. What was lost
 * between two looks is lost.
 */
export function createUnseen(): (text: string, ended: boolean) => string {
  let seen = '';
  return (text, ended) => {
    const complete = ended ? text : text.slice(0, text.lastIndexOf('\n') + 1);
    const from = startOfNew(complete, seen);
    if (complete !== '') seen = complete.slice(-memory);
    return complete.slice(from);
  };
}

function startOfNew(text: string, seen: string): number {
  if (seen === '') return 0;
  const at = text.lastIndexOf(seen);
  return at === -1 ? 0 : at + seen.length;
}
