/**
 * Runs gates on trees of a repository, and remembers what came of it.
 *
 * Owns: outcomes by tree and gate, of this process alone; losing them costs time. Nothing that could not run is kept.
 *
 * 1. What is known of a gate is what came of the same gate: its command, its settings, what is run before it in the
 *    same checkout, and how the checkout was prepared.
 * 2. What several ask for at once is run once.
 */
import type { TaskSpec } from '@atms/contracts';
import { Cancelled } from '@atms/eventsourcing';
import type { Red } from './domain/base-comparison.ts';
import { definitionOf, withLeads } from './gate-definition.ts';
import type { CommandGate, GateOutcome, GatewayOptions } from './ports.ts';

export interface GateRuns {
  /** In the order of the gates. @throws Cancelled when the service stops */
  run(at: At, gates: readonly CommandGate[]): Promise<readonly GateOutcome[]>;
  /** What comes of some of these gates, unless this process knows it. What could not be run is run again. */
  known(at: At, gates: readonly CommandGate[], wanted: Wanted): Promise<readonly GateOutcome[]>;
  /** What came of them when they were run a second time. */
  again(at: At, gates: readonly CommandGate[], wanted: Wanted): Promise<readonly GateOutcome[]>;
  /** With all that the gate printed. */
  withText(outcome: GateOutcome): Promise<Red>;
}

export interface At {
  readonly repository: string;
  readonly commit: string;
  readonly tree: string;
  readonly spec: Pick<TaskSpec, 'prepare'>;
  /** Begins the name of the checkout. */
  readonly name: string;
}

type Wanted = readonly CommandGate[];

interface Asked {
  /** The first run of a gate on a tree, or the second. */
  readonly time: 'first' | 'second';
  readonly at: At;
  readonly gates: readonly CommandGate[];
}

/** Enough for the lines of a busy day. */
const mostKept = 2_000;

interface RunsOptions extends Pick<GatewayOptions, 'gates' | 'blobs' | 'ports' | 'errorReruns'> {
  readonly stopping: AbortSignal;
}

export function createGateRuns(options: RunsOptions): GateRuns {
  const kept = createKept();
  const underWay = new Map<string, Promise<readonly GateOutcome[]>>();

  const run = async (asked: Asked) => {
    const ran = await runAll(options, asked);
    for (const { gate, outcome } of ran) {
      if (gate !== undefined && isKept(outcome)) kept.keep(nameOf(asked, gate), outcome);
    }
    return ran.map(({ outcome }) => outcome);
  };
  const start = (asked: Asked, names: readonly string[]) => {
    const started = run(asked);
    for (const name of names) underWay.set(name, started);
    const forget = () => names.forEach((name) => underWay.delete(name));
    void started.then(forget, forget);
  };
  const once = async (asked: Asked, wanted: Wanted) => {
    const named = wanted.map((gate) => ({ gate, name: nameOf(asked, gate) }));
    const open = named.filter(({ name }) => kept.of(name) === undefined && !underWay.has(name));
    const gates = withLeads(
      asked.gates,
      open.map(({ gate }) => gate),
    );
    const names = open.map(({ name }) => name);
    if (names.length > 0) start({ ...asked, gates }, names);
    const found = named.map(async ({ gate, name }) => {
      const ran = kept.of(name);
      return ran ?? (await underWay.get(name))?.find((one) => one.gate === gate.gate);
    });
    return (await Promise.all(found)).filter((outcome) => outcome !== undefined);
  };
  const known = async (asked: Asked, wanted: Wanted) => {
    for (let rerun = 0; ; rerun++) {
      const outcomes = await once(asked, wanted);
      if (outcomes.every(isKept) || rerun >= options.errorReruns) return outcomes;
    }
  };
  return {
    run: (at, gates) => run({ time: 'first', at, gates }),
    known: (at, gates, wanted) => known({ time: 'first', at, gates }, wanted),
    again: (at, gates, wanted) => known({ time: 'second', at, gates }, wanted),
    async withText(result) {
      const { output } = result;
      const bytes = output === undefined ? undefined : await options.blobs.get(output.key);
      return bytes === undefined ? { result } : { result, text: new TextDecoder().decode(bytes) };
    },
  };
}

function createKept() {
  const kept = new Map<string, GateOutcome>();
  return {
    of: (name: string) => kept.get(name),
    keep(name: string, outcome: GateOutcome) {
      kept.delete(name);
      kept.set(name, outcome);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    },
  };
}

function nameOf({ time, at, gates }: Asked, gate: CommandGate): string {
  return [time, at.tree, definitionOf(at, gates, gate)].join('/');
}

/** That there is no test is known as well as how many there are. */
function isKept({ status, counts }: GateOutcome): boolean {
  const isSettled = status === 'passed' || status === 'failed';
  return isSettled || (status === 'skipped' && counts !== undefined);
}

interface Ran {
  /** Undefined for what no gate has said: that the checkout could not be prepared. */
  readonly gate: CommandGate | undefined;
  readonly outcome: GateOutcome;
}

async function runAll(
  { gates: runner, ports, stopping: signal }: RunsOptions,
  { at, gates }: Asked,
): Promise<readonly Ran[]> {
  const { repository, commit, spec } = at;
  const name = `${at.name}-${ports.ids.entity()}`;
  const outcomes = await runner.run({ repository, commit, name, spec, gates, signal });
  if (signal.aborted) throw new Cancelled('The checks were stopped with the service');
  const left = [...gates];
  return outcomes.map((outcome) => {
    const index = left.findIndex(({ gate }) => gate === outcome.gate);
    const [gate] = index === -1 ? [] : left.splice(index, 1);
    if (gate === undefined || outcome.counts === undefined) return { gate, outcome };
    return { gate, outcome: { ...outcome, definition: definitionOf(at, gates, gate) } };
  });
}
