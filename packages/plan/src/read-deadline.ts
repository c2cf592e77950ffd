import { parseDuration } from './parse-duration.ts';
import type { Deadline } from './plan.ts';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/u;

/**
 * `2026-12-01T18:00:00Z`, or a duration from the request such as `4h`. Undefined for anything else, an instant
 * without its time zone included: that would mean another moment on each machine.
 */
export const readDeadline = (text: string): Deadline | undefined => {
  const afterMs = parseDuration(text);
  if (afterMs !== undefined) return afterMs > 0 ? { afterMs } : undefined;
  const at = instant.test(text.trim()) ? new Date(text.trim()) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || !isOnCalendar(text)) return undefined;
  return { at: at.toISOString() };
};

/** The 30th of February would be read as the 2nd of March. */
const isOnCalendar = (text: string): boolean => {
  const day = text.trim().slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day;
};
