import type { PlanProblem } from '../plan-problem.ts';
import { placeIn } from './lines.ts';
import type { Line } from './lines.ts';
import type { Item, Outline } from './outline.ts';
import { isTasksHeading } from './tasks-heading.ts';

/** Which items of a text are its tasks, and what is written around them. */
export interface Chosen {
  readonly items: readonly Item[];
  readonly before: readonly Line[];
  /** Belongs to no task and stands behind the first one. */
  readonly leftOut: readonly Line[];
}

/** The items below a heading `Tasks`, `Steps`, `Plan` or `To do`, where there is one with items; otherwise all. */
export const chooseItems = ({ items, headings, outside }: Outline): Chosen => {
  const sections = headings
    .filter(({ text }) => isTasksHeading(text))
    .map((heading) => sectionOf(heading, headings));
  const isInside = ({ line }: Item): boolean =>
    sections.some(({ from, to }) => line.number > from && line.number < to);
  const inside = items.filter(isInside);
  const chosen = inside.length > 0 ? inside : items;
  const others = items.filter((item) => !chosen.includes(item));
  const lines = [...outside, ...others.flatMap(({ line, body }) => [line, ...body])]
    .filter(({ kind }) => kind !== 'heading' && kind !== 'rule')
    .toSorted((one, other) => one.number - other.number);
  const first = chosen[0]?.line.number ?? 0;
  return {
    items: chosen,
    before: lines.filter(({ number }) => number < first),
    leftOut: lines.filter(({ number, kind }) => number > first && kind !== 'blank'),
  };
};

/** To the next heading of the same level or a higher one. */
const sectionOf = (
  heading: Line,
  headings: readonly Line[],
): { readonly from: number; readonly to: number } => {
  const next = headings.find(
    ({ number, level = 6 }) => number > heading.number && level <= (heading.level ?? 6),
  );
  return { from: heading.number, to: next?.number ?? Number.POSITIVE_INFINITY };
};

const kinds = {
  number: 'numbered items',
  box: 'items with a check box',
  bullet: 'bullets',
} as const;

const kindOf = ({ line }: Item): keyof typeof kinds => {
  if (line.marker?.number !== undefined) return 'number';
  return line.marker?.box === undefined ? 'bullet' : 'box';
};

/** Items of two kinds: which of them are tasks is for their writer to say. */
export const mixedItems = ({ items }: Chosen): readonly PlanProblem[] => {
  const [first] = items;
  const other = items.find((item) => first !== undefined && kindOf(item) !== kindOf(first));
  if (first === undefined || other === undefined) return [];
  const message =
    `There are ${kinds[kindOf(first)]} (line ${first.line.number}) and ${kinds[kindOf(other)]} here, ` +
    'so it is not clear which of them are the tasks: put the tasks below a heading `## Tasks`, or indent what belongs to a task.';
  return [{ code: 'ambiguous-plan', message, ...placeIn(other.line, other.line.raw.trim()) }];
};
