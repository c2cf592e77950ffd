const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** @returns the text from its first sign, a bracket or a quote, to the one that closes it, or all of it where none does */
export function enclosed(text: string): string {
  const open = text[0] ?? '';
  if (/["'`]/.test(open)) return quoted(text, open);
  const expected: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (/["'`]/.test(sign)) at += quoted(text.slice(at), sign).length - 1;
    else if (closing[sign] !== undefined) expected.push(closing[sign]);
    else if (sign === expected.at(-1)) expected.pop();
    if (expected.length === 0) return text.slice(0, at + 1);
  }
  return text;
}

/** Quotes do not reach beyond their line, or an apostrophe would swallow the rest. */
function quoted(text: string, quote: string): string {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return text.slice(0, at + 1);
    else if (text[at] === '\n' && quote !== '`') return text.slice(0, 1);
  }
  return text.slice(0, 1);
}
