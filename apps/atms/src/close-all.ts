/**
 * Closes what was opened, the last first and all of it, whatever one of them throws.
 * @throws what the first one threw that could not be closed, after the others
 */
export async function closeAll(opened: readonly (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const close of opened.toReversed()) {
    await close().catch((error: unknown) => void faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}
