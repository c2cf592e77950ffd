/** Results of gates that nobody ran: each says why, so that none of them is taken for one that was forgotten. */
import type { GateResult } from '@atms/contracts';

interface Unrunnable {
  readonly gate: string;
  readonly missing?: { readonly status: 'skipped' | 'error'; readonly reason: string };
}

/** What a gate without a command comes to. */
export function notRun({ gate, missing }: Unrunnable): GateResult {
  const { status, reason } = missing ?? { status: 'skipped', reason: 'there is nothing to run' };
  return { gate, status, durationMs: 0, findings: [], reason };
}

/** Gates that another one's outcome made needless or impossible; what was to be skipped anyway keeps its own reason. */
export function skipped(gates: readonly Unrunnable[], reason: string): readonly GateResult[] {
  return gates.map(({ gate, missing }) =>
    notRun({
      gate,
      missing: missing?.status === 'skipped' ? missing : { status: 'skipped', reason },
    }),
  );
}
