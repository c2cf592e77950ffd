import type { PlanProblem } from '../plan-problem.ts';
import type { Place } from '../plan-source.ts';
import type { Chosen } from './choose-items.ts';
import { readPlanKey } from './keys.ts';
import type { KeyLine } from './keys.ts';
import { placeIn } from './lines.ts';
import type { Line } from './lines.ts';
import type { Outline } from './outline.ts';
import { pathKey } from './path-key.ts';
import { isTasksHeading } from './tasks-heading.ts';
import { asBlock, readValue } from './values.ts';

/** What a list says about the plan as a whole. */
export interface Head {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: readonly PlanProblem[];
}

/** The name is the first heading, the goal what is written before the tasks; lines `key: value` there are the plan's. */
export const readHead = ({ before, items }: Chosen, { headings }: Outline): Head => {
  const value: Record<string, unknown> = {};
  const places = new Map<string, Place>();
  const problems: PlanProblem[] = [];
  const remember = (key: string, what: unknown, place: Place): void => {
    value[key] = what;
    places.set(pathKey([key]), place);
  };
  const title = titleIn(headings, items[0]?.line.number ?? 0);
  if (title !== undefined) remember('name', plain(title.text), placeIn(title, title.text));
  const prose = before.flatMap((line) => {
    const read = keyIn(line);
    if (read === undefined) return [line];
    if (isGoal(read)) return [{ ...line, raw: read.value }];
    problems.push(...readSetting(read, line, remember));
    return [];
  });
  const goal = asBlock(prose).trim();
  const first = prose.find(({ kind }) => kind !== 'blank');
  if (first !== undefined) remember('goal', goal, placeIn(first, first.text));
  return { value, places, problems };
};

/** The first heading of the text, unless it says no more than that tasks follow. */
const titleIn = ([first]: readonly Line[], firstItem: number): Line | undefined =>
  first !== undefined && first.number < firstItem && !isTasksHeading(first.text)
    ? first
    : undefined;

const keyIn = (line: Line): KeyLine | undefined => {
  const read = line.kind === 'text' ? readPlanKey(line.text) : undefined;
  return read?.value === '' ? undefined : read;
};

const isGoal = ({ key }: KeyLine): boolean => key === 'goal' || key === 'description';

const readSetting = (
  { key, written, value }: KeyLine,
  line: Line,
  remember: (key: string, what: unknown, place: Place) => void,
): readonly PlanProblem[] => {
  const place = placeIn(line, value, placeIn(line, written).column + written.length);
  const read = readValue({ key, text: value, place }, line);
  if (read.problem !== undefined) return [read.problem];
  remember(key, read.value, place);
  return [];
};

const plain = (text: string): string =>
  text.replaceAll(/\*\*(.+?)\*\*/gu, '$1').replace(/^(?:plan|project)\s*:\s*(?=\S)/iu, '');
