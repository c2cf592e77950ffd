import { nearestName } from '@atms/plan';

export interface Missed {
  readonly what: string;
  readonly ref: string;
  /** What could have been meant. */
  readonly names: readonly string[];
}

/** Of anything shorter every other short name is near. */
const leastLength = 3;

/** The one kind of reference that needs no database. */
export interface UnknownReference {
  readonly kind: 'unknown';
  readonly message: string;
}

/** What is not there, with the name that may have been meant. */
export function nearestReference({ what, ref, names }: Missed): UnknownReference {
  const nearest = ref.length < leastLength ? undefined : nearestName(ref, names);
  const hint = nearest === undefined ? '' : `. Did you mean '${nearest}'?`;
  return { kind: 'unknown', message: `There is no ${what} '${ref}'${hint}` };
}
