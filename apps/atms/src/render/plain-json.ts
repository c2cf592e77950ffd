import { harmlessJson } from './harmless.ts';

/** JSON for people; what controls a terminal is escaped in it, also what JSON itself would leave. */
export function plainJson(value: unknown): string {
  return harmlessJson(JSON.stringify(value, undefined, 2));
}
