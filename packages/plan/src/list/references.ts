import type { TaskDraft } from './task-draft.ts';

/** A task with the names by which others can mean it. */
export interface Named {
  readonly draft: TaskDraft;
  readonly planTaskId: string;
  /** Its number in its list, or its place in the text when the list has none. */
  readonly number: number;
  readonly name: string;
}

/** Which tasks a dependency means: undefined for none, or for more than one. */
export type Resolve = (from: Named, reference: string) => readonly string[] | undefined;

/**
 * `T3`, `3`, `#3`, `step 3`, `1-3`, or a task's name. A number means first the task of the same list, then the only
 * one of all lists that has it.
 */
export const createResolving = (tasks: readonly Named[]): Resolve => {
  const byId = new Map(tasks.map((task) => [task.planTaskId.toLowerCase(), task]));
  const byName = onlyOnes(tasks, ({ name }) => name.toLowerCase());
  const byNumber = onlyOnes(tasks, ({ number }) => String(number));
  const byNumberInList = new Map(tasks.map((task) => [numberInList(task), task]));
  const ofNumber = (from: Named, number: string): Named | undefined =>
    byNumberInList.get(`${from.draft.item.list}:${number}`) ?? byNumber.get(number);
  const ofOne = (from: Named, reference: string): Named | undefined => {
    const exact = byId.get(reference.toLowerCase());
    if (exact !== undefined) return exact;
    const [, number] = /^(?:(?:task|step|t)\s*)?#?(\d+)\.?$/iu.exec(reference) ?? [];
    return number === undefined
      ? byName.get(reference.toLowerCase())
      : ofNumber(from, String(Number(number)));
  };
  return (from, reference) => {
    if (/^(?:none|nothing|-)$/iu.test(reference)) return [];
    const one = ofOne(from, reference);
    if (one !== undefined) return [one.planTaskId];
    const range = rangeOf(reference).map((number) => ofNumber(from, number)?.planTaskId);
    return range.length > 0 && range.every((id) => id !== undefined) ? range : undefined;
  };
};

const numberInList = ({ draft, number }: Named): string => `${draft.item.list}:${number}`;

const onlyOnes = (
  tasks: readonly Named[],
  key: (task: Named) => string,
): ReadonlyMap<string, Named> => {
  const only = new Map<string, Named>();
  const several = new Set<string>();
  for (const task of tasks) {
    if (only.has(key(task))) several.add(key(task));
    only.set(key(task), task);
  }
  for (const name of several) only.delete(name);
  return only;
};

const longestRange = 1_000;

const rangeOf = (reference: string): readonly string[] => {
  const [, from, to] = /^#?(\d+)\s*[-–]\s*#?(\d+)$/u.exec(reference) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (from === undefined || !(count > 1 && count <= longestRange)) return [];
  return Array.from({ length: count }, (_, index) => String(Number(from) + index));
};
