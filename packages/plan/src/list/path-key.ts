import type { ValuePath } from '../plan-problem.ts';

/** A path as a key of the map of places. */
export const pathKey = (path: ValuePath): string => path.join('\n');
