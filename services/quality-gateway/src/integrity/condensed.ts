/**
 * Texts as the patterns of these checks look at them. No pattern may have to look for something behind a run of blanks or
 * empty lines, or in a line without end: what it costs would grow with the square of that, and an agent chooses it.
 */

/** Longer lines are looked at in pieces. */
export const longestLine = 2_000;

/** One blank between words, no empty lines, nothing at the end of a line. Indentation is one blank. */
export function condensed(text: string): string {
  return linesIn(text).flatMap(pieces).join('\n');
}

/** Condensed, and without comments: what is commented out does nothing. */
export function liveText(text: string): string {
  const isComment = (line: string) => /^ ?(?:\/\/|#(?!\[|!))/.test(line);
  return linesIn(withoutBlocks(text))
    .filter((line) => !isComment(line))
    .flatMap(pieces)
    .join('\n');
}

function linesIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trimEnd());
  return lines.filter((line) => line !== '');
}

function withoutBlocks(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('/*', at);
    const end = start < 0 ? -1 : text.indexOf('*/', start + 2);
    if (end < 0) return [...kept, text.slice(at)].join('');
    kept.push(text.slice(at, start));
    at = end + 2;
  }
}

/** Cut where a word ends, so that no word is hidden by where it stands. */
export function pieces(line: string): readonly string[] {
  if (line.length <= longestLine) return [line];
  const found: string[] = [];
  for (let at = 0; at < line.length;) {
    const piece = line.slice(at, at + longestLine);
    const end = at + longestLine >= line.length ? piece.length : lastBreak(piece);
    found.push(piece.slice(0, end));
    at += end;
  }
  return found;
}

function lastBreak(piece: string): number {
  for (let at = piece.length - 1; at > longestLine / 2; at--) {
    if (!/[\w.$]/.test(piece[at] ?? '')) return at + 1;
  }
  return piece.length;
}
