import type { PlanProblem } from '../plan-problem.ts';
import type { Place } from '../plan-source.ts';
import { listKeys } from './keys.ts';
import { pathKey } from './path-key.ts';
import type { Named, Resolve } from './references.ts';
import type { Setting } from './values.ts';

export interface Order {
  readonly resolve: Resolve;
  /** Ids of tasks that are checked off: nothing waits for them. */
  readonly done: ReadonlySet<string>;
  /** Each task waits for the one before it. */
  readonly inOrder: boolean;
}

/** The tasks as the plan schema takes them, with their places. */
export interface Assembled {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: readonly PlanProblem[];
}

export const assemble = (tasks: readonly Named[], order: Order): Assembled => {
  const places = new Map<string, Place>();
  const problems: PlanProblem[] = [];
  const value = tasks.map((task, index) => {
    places.set(pathKey(['tasks', index]), task.draft.place);
    const settings = together(task.draft.settings, problems);
    for (const setting of settings.values()) rememberPlaces(setting, index, places);
    const previous = order.inOrder ? tasks[index - 1]?.planTaskId : undefined;
    return asWritten(task, settings, { ...order, previous });
  });
  return { value, places, problems };
};

type Settings = ReadonlyMap<string, Setting>;

/** Lists that are written in several lines are one list; of other keys only one may stand. */
const together = (settings: readonly Setting[], problems: PlanProblem[]): Settings => {
  const byKey = new Map<string, Setting>();
  for (const setting of settings) {
    const before = byKey.get(setting.key);
    if (before === undefined) byKey.set(setting.key, setting);
    else if (listKeys.has(setting.key)) byKey.set(setting.key, joined(before, setting));
    else {
      const message = `\`${setting.key}\` stands twice in the same task: keep one of them.`;
      problems.push({ code: 'duplicate-key', message, ...setting.keyPlace });
    }
  }
  return byKey;
};

const joined = (one: Setting, other: Setting): Setting => {
  if (!Array.isArray(one.value) || !Array.isArray(other.value)) return one;
  const first: readonly unknown[] = one.value;
  const second: readonly unknown[] = other.value;
  return {
    ...one,
    value: [...first, ...second],
    entries: [...entriesOf(one, first), ...entriesOf(other, second)],
  };
};

const entriesOf = (setting: Setting, list: readonly unknown[]): readonly Place[] =>
  list.map((_, index) => setting.entries[index] ?? setting.place);

const rememberPlaces = (setting: Setting, index: number, places: Map<string, Place>): void => {
  const path = ['tasks', index, setting.key];
  places.set(pathKey(path), setting.place);
  for (const [entry, place] of setting.entries.entries())
    places.set(pathKey([...path, entry]), place);
};

const asWritten = (
  task: Named,
  settings: Settings,
  order: Order & { readonly previous: string | undefined },
): Readonly<Record<string, unknown>> => {
  const values = Object.fromEntries([...settings].map(([key, { value }]) => [key, value]));
  const description = [values['description'], task.draft.description].filter(
    (text) => typeof text === 'string' && text !== '',
  );
  const { heading } = task.draft.item;
  return {
    ...(heading === undefined ? {} : { category: heading }),
    ...values,
    id: task.planTaskId,
    ...(task.name === '' ? {} : { name: task.name }),
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
    dependencies: dependenciesOf(task, values['dependencies'], order),
  };
};

const dependenciesOf = (
  task: Named,
  written: unknown,
  order: Order & { readonly previous: string | undefined },
): unknown => {
  if (order.previous !== undefined) return [order.previous];
  if (!Array.isArray(written)) return written;
  const names: readonly unknown[] = written;
  const ids = names.flatMap((name): readonly unknown[] =>
    typeof name === 'string' ? (order.resolve(task, name) ?? [name]) : [name],
  );
  return ids.filter((id) => typeof id !== 'string' || !order.done.has(id));
};
