/** A heap that can be melded with another one; adding, taking and melding cost the logarithm of what is in it. */
export type Heap<T> = HeapNode<T> | undefined;

interface HeapNode<T> {
  /** What goes before everything else in the heap. */
  readonly first: T;
  /** Steps to the right until there is nothing. The left is never shorter, so the right is never long. */
  readonly rank: number;
  readonly left: Heap<T>;
  readonly right: Heap<T>;
}

/** Below zero when `one` goes before `other`. */
export type Order<T> = (one: T, other: T) => number;

export function withAdded<T>(heap: Heap<T>, value: T, order: Order<T>): Heap<T> {
  return meld(heap, { first: value, rank: 1, left: undefined, right: undefined }, order);
}

export function withoutFirst<T>(heap: Heap<T>, order: Order<T>): Heap<T> {
  return heap === undefined ? undefined : meld(heap.left, heap.right, order);
}

export function meld<T>(a: Heap<T>, b: Heap<T>, order: Order<T>): Heap<T> {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const [top, other] = order(b.first, a.first) < 0 ? [b, a] : [a, b];
  const right = meld(top.right, other, order);
  return rankOf(top.left) < rankOf(right)
    ? { first: top.first, rank: rankOf(top.left) + 1, left: right, right: top.left }
    : { first: top.first, rank: rankOf(right) + 1, left: top.left, right };
}

function rankOf<T>(heap: Heap<T>): number {
  return heap === undefined ? 0 : heap.rank;
}
