import type { Line } from './lines.ts';
import { isTasksHeading } from './tasks-heading.ts';

/** One item of the first level with everything that is written below it. */
export interface Item {
  readonly line: Line;
  readonly body: readonly Line[];
  /** Counts the lists of the text: a heading or a paragraph between two items begins another one. */
  readonly list: number;
  /** The nearest heading above that says something of its tasks: the first of the text is the plan's name. */
  readonly heading?: string;
}

/** A text of lists, taken apart. */
export interface Outline {
  readonly items: readonly Item[];
  readonly headings: readonly Line[];
  /** Lines that belong to no item, blank ones included. */
  readonly outside: readonly Line[];
}

/**
 * Items of the first level are those with the least indent, one column more or less. What is indented more, or follows
 * without a blank line, belongs to the item above; so do bullets right below a number.
 */
export const outlineOf = (lines: readonly Line[]): Outline => {
  const outline = createOutline(firstLevelOf(lines));
  for (const line of lines) outline.add(line);
  return outline.done();
};

const firstLevelOf = (lines: readonly Line[]): number =>
  lines.reduce(
    (least, { kind, indent }) => (kind === 'item' ? Math.min(least, indent) : least),
    Number.POSITIVE_INFINITY,
  );

interface Draft {
  readonly line: Line;
  readonly body: Line[];
  readonly list: number;
  readonly heading?: string;
}

const createOutline = (firstLevel: number) => {
  const items: Draft[] = [];
  const headings: Line[] = [];
  const outside: Line[] = [];
  let current: Draft | undefined;
  let list = 0;
  let afterBlank = false;
  let inCode = false;

  const leave = (line: Line): void => {
    outside.push(line);
    if (line.kind === 'blank') return;
    if (line.kind === 'heading') headings.push(line);
    current = undefined;
    list += 1;
  };
  const begin = (line: Line): void => {
    const heading = headings.at(-1);
    const says = heading !== undefined && heading !== headings[0] && !isTasksHeading(heading.text);
    current = { line, body: [], list, ...(says ? { heading: heading.text } : {}) };
    items.push(current);
  };
  const isOfCurrent = (line: Line): boolean => {
    if (current === undefined) return false;
    if (line.kind === 'blank' || inCode) return true;
    if (line.kind === 'heading' || line.kind === 'rule') return line.indent > firstLevel + 1;
    if (line.kind === 'item') return line.indent > firstLevel + 1 || isBulletBelow(line, current);
    return line.indent > firstLevel || !afterBlank;
  };
  const isBulletBelow = (line: Line, above: Draft): boolean =>
    !afterBlank && above.line.marker?.number !== undefined && line.marker?.number === undefined;

  return {
    add: (line: Line): void => {
      if (isOfCurrent(line)) current?.body.push(line);
      else if (line.kind === 'item' && line.indent <= firstLevel + 1) begin(line);
      else leave(line);
      afterBlank = line.kind === 'blank';
      if (line.kind === 'fence') inCode = !inCode;
    },
    done: (): Outline => ({ items, headings, outside }),
  };
};
