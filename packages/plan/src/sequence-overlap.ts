/** Stands for any run of items, also an empty one. */
export const anyRun = 'any-run';

/** A pattern over a sequence of items: each step is one item, as described by an `Item`, or a run of any items. */
export type Step<Item extends object> = Item | typeof anyRun;

/**
 * Whether some sequence fits both patterns: a walk through the product of the two automata, from "nothing matched yet"
 * in both to "all matched" in both. `meet` says whether one item can be what both descriptions allow.
 *
 * Only reachable pairs are visited: two patterns without runs cost what the shorter one costs, and the worst case is
 * the product of the lengths. Both levels of a path use it: characters within a name, and names within a path.
 */
export const sequencesOverlap = <Item extends object>(
  a: readonly Step<Item>[],
  b: readonly Step<Item>[],
  meet: (one: Item, other: Item) => boolean,
): boolean => {
  const same = lengthOfMeetingStart(a, b, meet);
  // Most patterns differ before the first run of either, and need no walk.
  if (same === undefined) return false;
  const width = b.length + 1;
  const visited = new Set<number>();
  const open = [same * width + same];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    if (visited.has(pair)) continue;
    visited.add(pair);
    const matchedOfA = Math.floor(pair / width);
    const matchedOfB = pair % width;
    if (matchedOfA === a.length && matchedOfB === b.length) return true;
    for (const move of movesFrom(a[matchedOfA], b[matchedOfB], meet)) {
      open.push((matchedOfA + move.ofA) * width + matchedOfB + move.ofB);
    }
  }
  return false;
};

/** How many items of both meet before one of them ends or has a run; undefined when two of them do not. */
const lengthOfMeetingStart = <Item extends object>(
  a: readonly Step<Item>[],
  b: readonly Step<Item>[],
  meet: (one: Item, other: Item) => boolean,
): number | undefined => {
  for (let index = 0; ; index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one === undefined || one === anyRun || other === undefined || other === anyRun) {
      return index;
    }
    if (!meet(one, other)) return undefined;
  }
};

interface Move {
  readonly ofA: 0 | 1;
  readonly ofB: 0 | 1;
}

const alongA: Move = { ofA: 1, ofB: 0 };
const alongB: Move = { ofA: 0, ofB: 1 };
const alongBoth: Move = { ofA: 1, ofB: 1 };

/** Where a run meets an item, the run may end before it or take it; where it meets the end, it can only end. */
const movesFrom = <Item extends object>(
  a: Step<Item> | undefined,
  b: Step<Item> | undefined,
  meet: (one: Item, other: Item) => boolean,
): readonly Move[] => {
  if (a === anyRun) return b === undefined ? [alongA] : [alongA, alongB];
  if (b === anyRun) return a === undefined ? [alongB] : [alongB, alongA];
  if (a === undefined || b === undefined) return [];
  return meet(a, b) ? [alongBoth] : [];
};
