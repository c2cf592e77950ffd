const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const quotes = '"\'`';

/** @returns the text from its first sign, a bracket or a quote, to the one that closes it, or all of it where none does */
export function enclosed(text: string): string {
  return text.slice(0, endsIn(text)(0));
}

/**
 * Answers where what opens at a place ends: behind the sign that closes it; behind a quote that nothing closes; or at the
 * end of the text where nothing closes a bracket. A quote that is found open is not looked for again in the same text.
 */
export function endsIn(text: string): (from: number) => number {
  const openUntil = new Map<string, number>();
  const quoteEnd = (from: number): number => {
    const quote = text[from] ?? '';
    if (from < (openUntil.get(quote) ?? 0)) return from + 1;
    let at = from + 1;
    for (; at < text.length; at++) {
      const sign = text[at];
      if (sign === '\\') at += 1;
      else if (sign === quote) return at + 1;
      // Quotes do not reach beyond their line, or an apostrophe would swallow the rest.
      else if (sign === '\n' && quote !== '`') break;
    }
    openUntil.set(quote, at);
    return from + 1;
  };
  return (from) => {
    const expected: string[] = [];
    for (let at = from; at < text.length;) {
      const sign = text[at] ?? '';
      if (quotes.includes(sign)) at = quoteEnd(at);
      else {
        const close = closing[sign];
        if (close !== undefined) expected.push(close);
        else if (sign === expected.at(-1)) expected.pop();
        at += 1;
      }
      if (expected.length === 0) return at;
    }
    return text.length;
  };
}
