/** Arithmetic on ISO instants; reads no clock. */
export function instantAfter(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
