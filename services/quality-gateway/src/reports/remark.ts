import type { Remark } from './reading.ts';

/** Far more than a result has room for; enough to sort by what matters. */
export const mostRemarks = 200;
const longestMessage = 4_000;
const longestRule = 200;
const longestPath = 1_000;

export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** A remark without the keys that the tool did not fill, and within bounds. */
export function remarkOf(
  message: string,
  { file, line }: Place = {},
  rule?: string | null,
): Remark {
  const isLine = line !== undefined && Number.isSafeInteger(line) && line > 0;
  return {
    message: message.slice(0, longestMessage),
    ...(file === undefined || file === '' ? {} : { file: file.slice(0, longestPath) }),
    ...(isLine ? { line } : {}),
    ...(rule === undefined || rule === null || rule === ''
      ? {}
      : { rule: rule.slice(0, longestRule) }),
  };
}

const javaScript =
  /(?<![\w@./+-])(?:file:\/\/)?([\w@./+-]{1,300}\.[A-Za-z]\w{0,9}):(\d{1,7})(?::\d+)?/g;
const python = /File "([^"\n]{1,300})", line (\d{1,7})/g;
const foreign =
  /(^|\/)node_modules\/|^node:|^\/rustc\/|\/lib\/python\d|\/site-packages\/|\/\.cargo\//;
const longestText = 8_000;

/** The first place in a stack or a message that is the project's own. */
export function placeIn(text: string): Place {
  const bounded = text.slice(0, longestText);
  for (const pattern of [python, javaScript]) {
    for (const [, file = '', line] of bounded.matchAll(pattern)) {
      if (!foreign.test(file)) return { file, line: Number(line) };
    }
  }
  return {};
}

/** A stack without what lies in packages and in the runtime: it says nothing about the project. */
export function ownFrames(text: string): string {
  return text
    .slice(0, longestText)
    .split('\n')
    .filter((line) => !/^\s*at .*(?:node_modules\/|node:|<anonymous>\)|\(index \d+\))/.test(line))
    .join('\n');
}

/** Paths as the checkout has them: tools tell absolute ones, and addresses of files. */
export function relativeTo<Placed extends Place>(checkout: string, placed: Placed): Placed {
  if (placed.file === undefined) return placed;
  const path = placed.file.replace(/^file:\/\//, '').replace(/^\.\//, '');
  const isInside = path.startsWith(`${checkout}/`);
  return { ...placed, file: isInside ? path.slice(checkout.length + 1) : path };
}
