/** What a measurement says: plain numbers with their units, the same for the table and for JSON. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What we want it to be; a figure that misses it is a figure, not a failure. */
  readonly aim?: string;
}

export interface Section {
  /** The letter of the benchmark's description. */
  readonly key: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** The value below which `share` (0 to 1) of the values lie. @throws Error for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error('There is nothing to take a quantile of');
  return found;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Several runs one after the other; of each figure the median. */
export async function medianOfRuns<Key extends string>(
  runs: number,
  run: () => Promise<Readonly<Record<Key, number>>>,
): Promise<Readonly<Record<Key, number>>> {
  const results: Readonly<Record<Key, number>>[] = [];
  for (let count = 0; count < runs; count++) results.push(await run());
  const keys = Object.keys(results[0] ?? {}) as Key[];
  const pairs = keys.map((key) => [key, median(results.map((result) => result[key]))] as const);
  return Object.fromEntries(pairs) as Record<Key, number>;
}
