import { nearestName } from '@atms/plan';
import type { Reference } from './references.ts';

export interface Missed {
  readonly what: string;
  readonly ref: string;
  /** What could have been meant. */
  readonly names: readonly string[];
}

/** Of anything shorter every other short name is near. */
const leastLength = 3;

/** What is not there, with the name that may have been meant. */
export function nearestReference({ what, ref, names }: Missed): Reference<never> {
  const nearest = ref.length < leastLength ? undefined : nearestName(ref, names);
  const hint = nearest === undefined ? '' : `. Did you mean '${nearest}'?`;
  return { kind: 'unknown', message: `There is no ${what} '${ref}'${hint}` };
}
