import type { PlanProblem, ValuePath } from '../plan-problem.ts';
import type { Place, PlanSource, SourceReading } from '../plan-source.ts';
import { chooseItems, mixedItems } from './choose-items.ts';
import type { Chosen } from './choose-items.ts';
import { readHead } from './head.ts';
import { readLines } from './lines.ts';
import { notesOf } from './notes.ts';
import { doubleNumbers, named } from './numbering.ts';
import { outlineOf } from './outline.ts';
import type { Outline } from './outline.ts';
import { pathKey } from './path-key.ts';
import { createResolving } from './references.ts';
import type { Named } from './references.ts';
import { draftOf } from './task-draft.ts';
import { assemble } from './written-task.ts';

/**
 * Reads a plan from numbered, bulleted or checked items, in Markdown or plain text. What is nested below an item
 * describes it, but for lines `key: value`, whose keys are those of YAML. The first heading is the plan's name, the
 * text before the list its goal.
 *
 * Numbered items are done one after the other, unless one of them names what it depends on; others may be done at the
 * same time, unless they name it. Checked items are done already: left out, and nothing waits for them.
 */
export const readList = (text: string): SourceReading => {
  const { lines, unclosed } = readLines(inLines(text));
  if (unclosed !== undefined) {
    const message = 'The code block that begins here is never closed: close it with the same mark.';
    return { ok: false, problems: [{ code: 'ambiguous-plan', message, ...unclosed }] };
  }
  const outline = outlineOf(lines);
  const chosen = chooseItems(outline);
  const problems = [...noItems(chosen), ...mixedItems(chosen)];
  return problems.length > 0 ? { ok: false, problems } : readItems(chosen, outline);
};

/** `1. Design the schema 2. Build the API`, as it is typed in a command: an item begins where the next number stands. */
const inLines = (text: string): string => {
  const line = text.trim();
  if (/[\r\n]/u.test(line) || !/^1[.)]\s.*\s2[.)]\s/u.test(line)) return text;
  let next = 1;
  return line.replaceAll(/(^|\s+)(\d+[.)])(?=\s)/gu, (whole, blank: string, mark: string) => {
    if (Number.parseInt(mark, 10) !== next) return whole;
    next += 1;
    return blank === '' ? mark : `\n${mark}`;
  });
};

const noItems = ({ items }: Chosen): readonly PlanProblem[] =>
  items.length > 0
    ? []
    : [
        {
          code: 'no-plan',
          message:
            'There is no list of tasks in this text (a list in a code block does not count): write each task as `1. …` or `- …`, or a plan in YAML with the key `tasks`.',
        },
      ];

const readItems = (chosen: Chosen, outline: Outline): SourceReading => {
  const drafts = chosen.items.map(draftOf);
  const problems = [...doubleNumbers(drafts), ...drafts.flatMap((draft) => draft.problems)];
  const all = named(drafts);
  const open = all.filter((task) => !isDone(task));
  const head = readHead(chosen, outline);
  const faults = [...problems, ...head.problems, ...allDone(all, open)];
  if (faults.length > 0) return { ok: false, problems: faults };
  return { ok: true, source: asSource({ all, open, head, chosen }) };
};

const isDone = ({ draft }: Named): boolean => draft.item.line.marker?.box === 'done';

const allDone = (all: readonly Named[], open: readonly Named[]): readonly PlanProblem[] =>
  open.length > 0
    ? []
    : [
        {
          code: 'empty-plan',
          message: 'All tasks of this list are checked off: nothing is left to do.',
          ...all[0]?.draft.place,
        },
      ];

interface Read {
  readonly all: readonly Named[];
  readonly open: readonly Named[];
  readonly head: ReturnType<typeof readHead>;
  readonly chosen: Chosen;
}

const asSource = ({ all, open, head, chosen }: Read): PlanSource => {
  const isNamed = all.some(({ draft }) =>
    draft.settings.some(({ key, value }) => key === 'dependencies' && value !== null),
  );
  const isNumbered = all.every(({ draft }) => draft.item.line.marker?.number !== undefined);
  const done = new Set(all.filter(isDone).map(({ planTaskId }) => planTaskId));
  const tasks = assemble(open, {
    resolve: createResolving(all),
    done,
    inOrder: isNumbered && !isNamed,
  });
  const places = new Map([...head.places, ...tasks.places]);
  return {
    value: { ...head.value, tasks: tasks.value },
    problems: tasks.problems,
    notes: notesOf({ count: open.length, isNumbered, isNamed, done, leftOut: chosen.leftOut }),
    placeOf: (path, key) => placeOf(places, path, key),
  };
};

const placeOf = (
  places: ReadonlyMap<string, Place>,
  path: ValuePath,
  key: string | undefined,
): Place | undefined => {
  const found =
    (key === undefined ? undefined : places.get(pathKey([...path, key]))) ??
    places.get(pathKey(path));
  if (found !== undefined || path.length === 0) return found;
  return placeOf(places, path.slice(0, -1), undefined);
};
