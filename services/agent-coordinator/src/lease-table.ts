/**
 * When each lease ends, by this replica's own monotonic clock.
 *
 * Owns: the moment at which an attempt or an executor was last heard of here.
 * Does not own: who holds what; that stands in the log.
 *
 * 1. No clock of another machine is ever compared.
 * 2. A replica that has just started has heard of everybody now: all leases begin anew.
 * 3. So do they when it has not looked for as long as a lease: it stood still, and cannot have heard.
 */
export interface LeaseTable {
  /** The executor said that it still works on these attempts. */
  renewed(executorId: string, attempts: readonly string[]): void;
  /** Attempts among `held` whose lease is over. One that is seen for the first time begins now. */
  expired(held: readonly string[]): readonly string[];
  /** The same for executors, whether or not they work on anything. */
  silent(executorIds: readonly string[]): readonly string[];
}

export interface LeaseTableOptions {
  readonly leaseMs: number;
  readonly monotonicMs: () => number;
}

export function createLeaseTable(options: LeaseTableOptions): LeaseTable {
  const attempts = createHearing(options);
  const executors = createHearing(options);
  return {
    renewed(executorId, names) {
      executors.hear([executorId]);
      attempts.hear(names);
    },
    expired: (held) => attempts.overdue(held),
    silent: (executorIds) => executors.overdue(executorIds),
  };
}

function createHearing({ leaseMs, monotonicMs }: LeaseTableOptions) {
  let heard = new Map<string, number>();
  let lookedMs = monotonicMs();
  return {
    /** Of a name that nobody has asked about nothing is kept: its lease begins when it is asked about. */
    hear(names: readonly string[]) {
      for (const name of names) if (heard.has(name)) heard.set(name, monotonicMs());
    },
    overdue(names: readonly string[]): readonly string[] {
      const now = monotonicMs();
      const before = now - lookedMs > leaseMs ? new Map<string, number>() : heard;
      heard = new Map(names.map((name) => [name, before.get(name) ?? now]));
      lookedMs = now;
      return names.filter((name) => now - (heard.get(name) ?? now) > leaseMs);
    },
  };
}
