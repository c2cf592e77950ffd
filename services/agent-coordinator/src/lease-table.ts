/**
 * When each lease ends, by this replica's own monotonic clock.
 *
 * Owns: the moment at which an attempt or an executor was last heard of here.
 * Does not own: who holds what; that stands in the log.
 *
 * 1. No clock of another machine is ever compared.
 * 2. A replica that has just started has heard of everybody now: all leases begin anew.
 */
export interface LeaseTable {
  /** The executor said that it still works on these attempts. */
  renewed(executorId: string, attempts: readonly string[]): void;
  /** Attempts among `held` whose lease is over. One that is seen for the first time begins now. */
  expired(held: readonly string[]): readonly string[];
  silent(executorIds: readonly string[]): readonly string[];
}

export function createLeaseTable(options: {
  readonly leaseMs: number;
  readonly monotonicMs: () => number;
}): LeaseTable {
  const attempts = new Map<string, number>();
  const executors = new Map<string, number>();
  const overdue = (heard: Map<string, number>, names: readonly string[]) => {
    const now = options.monotonicMs();
    for (const name of heard.keys()) if (!names.includes(name)) heard.delete(name);
    for (const name of names) if (!heard.has(name)) heard.set(name, now);
    return names.filter((name) => now - (heard.get(name) ?? now) > options.leaseMs);
  };
  return {
    renewed(executorId, names) {
      const now = options.monotonicMs();
      executors.set(executorId, now);
      for (const name of names) if (attempts.has(name)) attempts.set(name, now);
    },
    expired: (held) => overdue(attempts, held),
    silent: (executorIds) => overdue(executors, executorIds),
  };
}
