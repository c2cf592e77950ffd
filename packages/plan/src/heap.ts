/** The least entry first; adding and taking cost the logarithm of the size. */
export interface Heap<Entry> {
  readonly add: (entry: Entry) => void;
  readonly least: () => Entry | undefined;
  readonly take: () => Entry | undefined;
}

/** @param compare less than 0 when `one` comes first, as for sorting */
export const createHeap = <Entry>(compare: (one: Entry, other: Entry) => number): Heap<Entry> => {
  // Each entry is no less than the one at half its place.
  const entries: Entry[] = [];
  const isLess = (one: number, other: number): boolean => {
    const [first, second] = [entries[one], entries[other]];
    return first !== undefined && second !== undefined && compare(first, second) < 0;
  };
  const swap = (one: number, other: number): void => {
    const [first, second] = [entries[one], entries[other]];
    if (first === undefined || second === undefined) return;
    entries[one] = second;
    entries[other] = first;
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const above = Math.floor((at - 1) / 2);
      if (!isLess(at, above)) return;
      swap(at, above);
      at = above;
    }
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const smaller = isLess(left + 1, left) ? left + 1 : left;
      if (!isLess(smaller, at)) return;
      swap(at, smaller);
      at = smaller;
    }
  };
  return {
    add: (entry) => {
      entries.push(entry);
      rise(entries.length - 1);
    },
    least: () => entries[0],
    take: () => {
      swap(0, entries.length - 1);
      const least = entries.pop();
      sink();
      return least;
    },
  };
};
