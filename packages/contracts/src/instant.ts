/** Arithmetic on ISO instants; reads no clock. */
export function instantAfter(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** How long it took: nothing took less than no time, whatever the clocks of two starts said. */
export function elapsedMs(from: string, to: string): number {
  return Math.max(0, msBetween(from, to));
}
