import type { PlanProblem } from '../plan-problem.ts';
import type { Named } from './references.ts';
import type { TaskDraft } from './task-draft.ts';
import { placeIn } from './lines.ts';

const titleId = /^\[?([a-z]{1,6}-?\d{1,6})(?:\]?[:.)]|\])\s+(?=\S)/iu;

/**
 * Numbers and ids. A list whose items all have the same number, as Markdown allows, is counted. The id of a task is
 * what it says under `id`, or what its name begins with (`T1: Design`) when all names do; otherwise `T` and its
 * number, or its place in the text where two lists have the same numbers.
 */
export const named = (drafts: readonly TaskDraft[]): readonly Named[] => {
  const numbers = numbersOf(drafts);
  const isUnique = new Set(numbers).size === numbers.length;
  const bare = drafts.filter((draft) => settingOf(draft, 'id') === undefined);
  const inTitles = bare.length > 0 && bare.every((draft) => titleId.test(nameOf(draft)));
  return drafts.map((draft, index): Named => {
    const number = numbers[index] ?? index + 1;
    const prefix = inTitles ? titleId.exec(nameOf(draft)) : null;
    const counted = `T${isUnique ? number : index + 1}`;
    const written = settingOf(draft, 'id');
    if (written !== undefined) return { draft, planTaskId: written, number, name: nameOf(draft) };
    const name = nameOf(draft).slice(prefix?.[0].length ?? 0);
    return { draft, planTaskId: prefix?.[1] ?? counted, number, name };
  });
};

/** Numbers that stand twice in one list: a dependency on them would mean either. */
export const doubleNumbers = (drafts: readonly TaskDraft[]): readonly PlanProblem[] => {
  const seen = new Set<string>();
  const counted = countedLists(drafts);
  return drafts.flatMap(({ item }): PlanProblem[] => {
    const number = item.line.marker?.number;
    if (number === undefined || counted.has(item.list)) return [];
    const key = `${item.list}:${number}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = `Number ${number} stands twice in this list: give one of them another number.`;
    return [{ code: 'duplicate-id', message, ...placeIn(item.line, String(number)) }];
  });
};

const numbersOf = (drafts: readonly TaskDraft[]): readonly number[] => {
  const counted = countedLists(drafts);
  const placesInList = new Map<number, number>();
  return drafts.map(({ item }, index) => {
    const place = (placesInList.get(item.list) ?? 0) + 1;
    placesInList.set(item.list, place);
    const number = item.line.marker?.number;
    if (number === undefined) return index + 1;
    return counted.has(item.list) ? place : number;
  });
};

/** Lists of more than one item that all have the same number. */
const countedLists = (drafts: readonly TaskDraft[]): ReadonlySet<number> => {
  const numbers = new Map<number, Set<number | undefined>>();
  const sizes = new Map<number, number>();
  for (const { item } of drafts) {
    numbers.set(item.list, (numbers.get(item.list) ?? new Set()).add(item.line.marker?.number));
    sizes.set(item.list, (sizes.get(item.list) ?? 0) + 1);
  }
  return new Set(
    [...numbers].flatMap(([list, own]) => (own.size === 1 && sizes.get(list) !== 1 ? [list] : [])),
  );
};

const nameOf = (draft: TaskDraft): string => settingOf(draft, 'name') ?? '';

const settingOf = ({ settings }: TaskDraft, key: string): string | undefined => {
  const value = settings.find((setting) => setting.key === key)?.value;
  return typeof value === 'string' ? value.trim() : undefined;
};
