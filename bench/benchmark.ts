/** Which measurements there are, how big they are, and what they leave out. */
import { cpus, totalmem } from 'node:os';
import type { Section } from './figures.ts';
import { measureFootprint } from './footprint.ts';
import { measureLog } from './log-speed.ts';
import { measureDecisions } from './queue-decisions.ts';
import { measureStart, measureWithHistory } from './with-history.ts';
import { measureInFlight, measureOneByOne } from './workflows-in-flight.ts';

export interface BenchmarkSize {
  readonly runs: number;
  readonly workflows: number;
  readonly inFlight: number;
  readonly oneByOne: number;
  readonly logEvents: number;
  readonly queued: readonly number[];
  readonly activeWorkflows: number;
  readonly startEvents: readonly number[];
  readonly historyTasks: readonly number[];
}

export const usual: BenchmarkSize = {
  runs: 3,
  workflows: 300,
  inFlight: 50,
  oneByOne: 100,
  logEvents: 20_000,
  queued: [1_000, 10_000, 100_000],
  activeWorkflows: 500,
  startEvents: [0, 100_000],
  historyTasks: [1_000],
};

export interface Benchmark {
  readonly at: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly sections: readonly Section[];
  readonly notMeasured: readonly string[];
}

type Measure = (size: BenchmarkSize) => Promise<Section>;

const measurements: Readonly<Record<string, Measure>> = {
  a: measureInFlight,
  b: ({ oneByOne, runs }) => measureOneByOne({ tasks: oneByOne, runs }),
  c: ({ logEvents, runs }) => measureLog({ events: logEvents, runs }),
  d: measureDecisions,
  e: ({ activeWorkflows }) => measureFootprint(activeWorkflows),
  f: ({ startEvents, runs }) => measureStart({ events: startEvents, runs }),
  g: ({ historyTasks, ...size }) => measureWithHistory({ ...size, tasks: historyTasks }),
};

export const sectionKeys: readonly string[] = Object.keys(measurements);

const notMeasured: readonly string[] = [
  'what agents, gates and git take: agents do nothing, tasks have no checks and change nothing, so nothing is merged',
  'locks, budgets, approvals, retries: the ten tasks declare no paths and all succeed at once',
  'the context file that an executor writes for each attempt, and the HTTP API',
  'rough mode, several replicas, NATS, EventStoreDB and PostgreSQL',
  'the start of Node itself and the loading of the source',
];

/** @param keys of the sections that are wanted; @param progress is told of each as soon as it was measured. */
export async function runBenchmark(
  size: BenchmarkSize,
  keys: readonly string[],
  progress: (section: Section) => void,
): Promise<Benchmark> {
  const sections: Section[] = [];
  for (const [key, measure] of Object.entries(measurements)) {
    if (!keys.includes(key)) continue;
    const section = await measure(size);
    sections.push(section);
    progress(section);
  }
  return { at: new Date().toISOString(), machine: machine(), sections, notMeasured };
}

function machine() {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
