/** What a plan asks of a figure or of a list, beyond the end of a command. */
export type Severity = 'low' | 'moderate' | 'high' | 'critical';

export type Demand =
  /** Per cent of the lines. */
  | { readonly kind: 'coverage'; readonly atLeast: number }
  /** The lowest severity that is refused. */
  | { readonly kind: 'audit'; readonly level: Severity }
  /** SPDX ids. */
  | { readonly kind: 'licences'; readonly allowed: readonly string[] };
