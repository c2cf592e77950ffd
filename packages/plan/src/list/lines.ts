import type { Place } from '../plan-source.ts';

export interface Marker {
  /** Absent for a bullet. */
  readonly number?: number;
  readonly box?: 'open' | 'done';
}

/** One line of a list, with what stands in front of its text taken apart. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** As it is written, without the line end. */
  readonly raw: string;
  /** In columns; a tab ends at the next multiple of four. */
  readonly indent: number;
  /** Behind indent, marker and box. */
  readonly text: string;
  readonly kind: 'blank' | 'code' | 'fence' | 'heading' | 'item' | 'rule' | 'text';
  readonly marker?: Marker;
  /** Of a heading, 1 to 6. */
  readonly level?: number;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Of a code block that is never closed. */
  readonly unclosed?: Place;
}

/** Understands CRLF, a byte order mark, tabs, fenced code and HTML comments, which are left out. */
export const readLines = (text: string): Lines => {
  const lines: Line[] = [];
  let fence: Fence | undefined;
  for (const [index, raw] of splitLines(text).entries()) {
    const line = { number: index + 1, raw, indent: indentOf(raw) };
    const mark = fenceOf(raw);
    if (fence === undefined) {
      lines.push(mark === undefined ? plainLine(line) : { ...line, text: '', kind: 'fence' });
      if (mark !== undefined) fence = { ...mark, at: placeIn(line, mark.mark) };
    } else if (mark !== undefined && closes(mark, fence)) {
      lines.push({ ...line, text: '', kind: 'fence' });
      fence = undefined;
    } else lines.push({ ...line, text: raw, kind: 'code' });
  }
  return { lines, ...(fence === undefined ? {} : { unclosed: fence.at }) };
};

/** Where `part` stands in a line, searched from a column on. */
export const placeIn = (
  { number, raw }: Pick<Line, 'number' | 'raw'>,
  part: string,
  from = 1,
): Place => {
  const found = raw.indexOf(part, from - 1);
  const first = raw.search(/\S/u);
  return { line: number, column: (found >= 0 ? found : Math.max(0, first)) + 1 };
};

const splitLines = (text: string): readonly string[] =>
  withoutComments(text.replace(/^\uFEFF/u, '')).split(/\r\n|\r|\n/u);

/** What remains keeps its line and column. */
const withoutComments = (text: string): string =>
  text.replaceAll(/<!--[^]*?-->/gu, (comment) => comment.replaceAll(/[^\r\n]/gu, ' '));

const tabStop = 4;

const indentOf = (raw: string): number => {
  let columns = 0;
  for (const character of raw) {
    if (character === '\t') columns += tabStop - (columns % tabStop);
    else if (character === ' ' || character === '\u00a0') columns += 1;
    else break;
  }
  return columns;
};

interface Mark {
  readonly mark: string;
  readonly info: string;
}
type Fence = Mark & { readonly at: Place };

const fenceOf = (raw: string): Mark | undefined => {
  const [, mark, info = ''] = /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})(.*)$/u.exec(raw) ?? [];
  // Three back-ticks with others behind them in the same line are code within a text.
  return mark === undefined || info.includes('`') ? undefined : { mark, info: info.trim() };
};

const closes = ({ mark, info }: Mark, open: Fence): boolean =>
  info === '' && mark[0] === open.mark[0] && mark.length >= open.mark.length;

type Position = Pick<Line, 'number' | 'raw' | 'indent'>;

const plainLine = (line: Position): Line => {
  const text = line.raw.trim();
  if (text === '') return { ...line, text, kind: 'blank' };
  if (/^(?:[-*_][ \t]*){3,}$/u.test(text)) return { ...line, text, kind: 'rule' };
  const [, hashes, title] = /^(#{1,6})[ \t]+(.*?)[ \t]*#*$/u.exec(text) ?? [];
  if (hashes !== undefined && title !== undefined)
    return { ...line, text: title, kind: 'heading', level: hashes.length };
  return itemLine(line, text) ?? { ...line, text, kind: 'text' };
};

const itemMark = /^(?:(?:step[ \t]+|task[ \t]+)?(\d{1,9})[.):]|[-*+•])(?:[ \t]+|$)/iu;
const boxMark = /^\[([ xX])\](?:[ \t]+|$)/u;

const itemLine = (line: Position, text: string): Line | undefined => {
  const item = itemMark.exec(text);
  if (item === null) return undefined;
  const behind = text.slice(item[0].length);
  const box = boxMark.exec(behind);
  return {
    ...line,
    kind: 'item',
    text: behind.slice(box?.[0].length ?? 0).trim(),
    marker: {
      ...(item[1] === undefined ? {} : { number: Number(item[1]) }),
      ...(box === null ? {} : { box: box[1] === ' ' ? 'open' : 'done' }),
    },
  };
};
