/**
 * Runs gates on trees of a repository, and remembers what came of it.
 *
 * Owns: outcomes by tree and gate, of this process alone; losing them costs time.
 *
 * 1. What is known of a gate is what came of the same gate: its command, its settings, what is run before it in the
 *    same checkout, and how the checkout was prepared.
 * 2. What several ask for at once is run once.
 * 3. A gate and its outcome belong together by what the gate is, never by its name.
 * 4. What was asked for and could not be run is run once more, and then not again: on that tree it cannot be run.
 */
import type { TaskSpec } from '@atms/contracts';
import { Cancelled } from '@atms/eventsourcing';
import type { Red } from './domain/base-comparison.ts';
import { definitionOf, withLeads } from './gate-definition.ts';
import type { CommandGate, GateOutcome, GatewayOptions } from './ports.ts';

export interface GateRuns {
  /** In the order of the gates. @throws Cancelled when the service stops */
  run(at: At, gates: readonly CommandGate[]): Promise<readonly Ran[]>;
  /** What comes of some of these gates, unless this process knows it. What could not be run is run once more. */
  known(at: At, gates: readonly CommandGate[], wanted: Wanted): Promise<Outcomes>;
  /** What came of them when they were run a second time. */
  again(at: At, gates: readonly CommandGate[], wanted: Wanted): Promise<Outcomes>;
  /** With all that the gate printed. */
  withText(outcome: GateOutcome): Promise<Red>;
}

export interface Ran {
  /** Undefined for what no gate has said: that the checkout could not be prepared, or what became of the repository. */
  readonly gate: CommandGate | undefined;
  readonly outcome: GateOutcome;
}

/** Of the very gates that were asked about. */
export type Outcomes = ReadonlyMap<CommandGate, GateOutcome>;

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
/** What could not be run is run once more. */
const mostRuns = 2;

interface RunsOptions extends Pick<GatewayOptions, 'gates' | 'blobs' | 'ports'> {
  readonly stopping: AbortSignal;
}

export function createGateRuns(options: RunsOptions): GateRuns {
  const kept = createKept();
  const underWay = new Map<string, Promise<unknown>>();

  const run = async (asked: Asked) => {
    const ran = await runAll(options, asked);
    for (const { gate, outcome } of ran) {
      if (gate !== undefined && isSettled(outcome)) kept.keep(nameOf(asked, gate), outcome);
    }
    return ran;
  };
  const runOpen = async (asked: Asked) => {
    for (const { gate, outcome } of await run(asked)) {
      if (gate !== undefined && !isSettled(outcome)) kept.missed(nameOf(asked, gate), outcome);
    }
  };
  const start = (asked: Asked, names: readonly string[]) => {
    const started = runOpen(asked);
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
    await Promise.all(named.map(async ({ name }) => underWay.get(name)));
  };
  const known = async (asked: Asked, wanted: Wanted) => {
    for (let run = 0; run < mostRuns; run++) await once(asked, wanted);
    const found = wanted.map((gate) => [gate, kept.of(nameOf(asked, gate))] as const);
    return new Map(found.flatMap(([gate, outcome]) => (outcome ? [[gate, outcome]] : [])));
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
  const missedOnce = new Set<string>();
  const keep = (name: string, outcome: GateOutcome) => {
    missedOnce.delete(name);
    kept.delete(name);
    kept.set(name, outcome);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };
  return {
    of: (name: string) => kept.get(name),
    keep,
    /** It could not be run; the second time that is what is known of it. */
    missed(name: string, outcome: GateOutcome) {
      if (missedOnce.has(name)) keep(name, outcome);
      else missedOnce.add(name);
    },
  };
}

function nameOf({ time, at, gates }: Asked, gate: CommandGate): string {
  return [time, at.tree, definitionOf(at, gates, gate)].join('/');
}

/** That there is no test is known as well as how many there are. */
function isSettled({ status, counts }: GateOutcome): boolean {
  const isJudged = status === 'passed' || status === 'failed';
  return isJudged || (status === 'skipped' && counts !== undefined);
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
