/**
 * Runs gates on trees of a repository, and remembers what came of it.
 *
 * Owns: outcomes by commit and gate, of this process alone; losing them costs time. Nothing that could not run is kept.
 */
import type { TaskSpec } from '@atms/contracts';
import { Cancelled } from '@atms/eventsourcing';
import type { Red } from './domain/base-comparison.ts';
import type { CommandGate, GateOutcome, GatewayOptions } from './ports.ts';

export interface GateRuns {
  /** In the order of the gates. @throws Cancelled when the service stops */
  run(at: At, gates: readonly CommandGate[]): Promise<readonly GateOutcome[]>;
  /** As `run`, unless this process knows what comes of it. */
  known(at: At, gates: readonly CommandGate[]): Promise<readonly GateOutcome[]>;
  /** What this process has seen of a gate on a tree, without running it. */
  seen(at: Pick<At, 'repository' | 'tree'>, gate: CommandGate): GateOutcome | undefined;
  /** With all that the gate printed. */
  withText(outcome: GateOutcome): Promise<Red>;
}

interface At {
  readonly repository: string;
  readonly commit: string;
  readonly tree: string;
  readonly spec: Pick<TaskSpec, 'prepare'>;
  /** Begins the name of the checkout. */
  readonly name: string;
}

/** Enough for the lines of a busy day. */
const mostKept = 2_000;

interface RunsOptions extends Pick<GatewayOptions, 'gates' | 'blobs' | 'ports'> {
  readonly stopping: AbortSignal;
}

export function createGateRuns({ gates: runner, blobs, ports, stopping }: RunsOptions): GateRuns {
  const kept = new Map<string, GateOutcome>();
  const nameOf = (at: Pick<At, 'repository' | 'tree'>, { gate, command = '' }: CommandGate) =>
    [at.repository, at.tree, gate, command].join('\u0000');
  const keep = (name: string, outcome: GateOutcome) => {
    kept.delete(name);
    kept.set(name, outcome);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };
  const run = async (at: At, gates: readonly CommandGate[]) => {
    const { repository, commit, spec } = at;
    const name = `${at.name}-${ports.ids.entity()}`;
    const outcomes = await runner.run({ repository, commit, name, spec, gates, signal: stopping });
    if (stopping.aborted) throw new Cancelled('The checks were stopped with the service');
    for (const outcome of outcomes) {
      const gate = gates.find((one) => one.gate === outcome.gate);
      const isSettled = outcome.status === 'passed' || outcome.status === 'failed';
      if (gate !== undefined && isSettled) keep(nameOf(at, gate), outcome);
    }
    return outcomes;
  };
  return {
    run,
    async known(at, gates) {
      const unknown = gates.filter((gate) => !kept.has(nameOf(at, gate)));
      const ran = unknown.length === 0 ? [] : await run(at, unknown);
      return gates.flatMap((gate) => {
        const outcome = kept.get(nameOf(at, gate)) ?? ran.find((one) => one.gate === gate.gate);
        return outcome === undefined ? [] : [outcome];
      });
    },
    seen: (at, gate) => kept.get(nameOf(at, gate)),
    async withText(result) {
      const { output } = result;
      const bytes = output === undefined ? undefined : await blobs.get(output.key);
      return bytes === undefined ? { result } : { result, text: new TextDecoder().decode(bytes) };
    },
  };
}
