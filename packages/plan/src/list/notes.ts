import type { Line } from './lines.ts';

export interface Understood {
  readonly count: number;
  readonly isNumbered: boolean;
  /** Some item names what it depends on. */
  readonly isNamed: boolean;
  /** Ids of what is checked off. */
  readonly done: ReadonlySet<string>;
  readonly leftOut: readonly Line[];
}

/** What a list leaves open and was decided here; a sentence each. */
export const notesOf = ({
  count,
  isNumbered,
  isNamed,
  done,
  leftOut,
}: Understood): readonly string[] => [
  ...(count < 2 ? [] : order(isNumbered, isNamed)),
  ...(done.size === 0 ? [] : [checkedOff([...done])]),
  ...(leftOut.length === 0 ? [] : [ignored(leftOut)]),
];

const order = (isNumbered: boolean, isNamed: boolean): readonly string[] => {
  if (isNamed)
    return isNumbered
      ? [
          'The order comes from what the items depend on and not from their numbers; those that name nothing may begin at once.',
        ]
      : [];
  return isNumbered
    ? [
        'The items are numbered and none names what it depends on, so they are done one after the other; with `depends on: none` or `depends on: 2` below an item the numbers mean no order.',
      ]
    : [
        'No item names what it depends on, so all may be done at the same time; number them, or write `depends on: T1` below one, to give an order.',
      ];
};

const shown = 10;

const checkedOff = (ids: readonly string[]): string => {
  const some = ids.slice(0, shown).join(', ');
  const more = ids.length > shown ? ` and ${ids.length - shown} more` : '';
  return `Checked off and left out, nothing waits for them: ${some}${more}.`;
};

const ignored = (lines: readonly Line[]): string => {
  const numbers = lines.map(({ number }) => number);
  const some = numbers.slice(0, shown).join(', ');
  const more = numbers.length > shown ? ` and ${numbers.length - shown} more` : '';
  return `Belongs to no task and is left out: line ${some}${more}.`;
};
