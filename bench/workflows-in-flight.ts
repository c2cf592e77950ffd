/** Whole workflows through all six services: many at once, and one task at a time. */
import { join } from 'node:path';
import { type Figure, median, medianOfRuns, quantile, type Section } from './figures.ts';
import { openSixServices, type SixServices } from './six-services.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import {
  createWorkflowRunner,
  oneTaskRequest,
  tasksPerWorkflow,
  tenTaskAgents,
  tenTaskRequest,
  type WorkflowRunner,
} from './ten-task-workflow.ts';

export interface InFlightSize {
  readonly workflows: number;
  readonly inFlight: number;
  readonly runs: number;
}

/** (a): from an empty log. */
export function measureInFlight(size: InFlightSize): Promise<Section> {
  return inTemporaryFolder(async (folder) => ({
    key: 'a',
    title: `ten-task workflows, ${size.inFlight} in flight, all six services, full history`,
    figures: await measureOn(join(folder, '.atms'), size),
  }));
}

/** The same on a data directory that may hold something. A first run that warms up is not counted. */
export async function measureOn(
  dataDirectory: string,
  size: InFlightSize,
): Promise<readonly Figure[]> {
  const services = await openSixServices({ dataDirectory, agentKinds: tenTaskAgents });
  const runner = await createWorkflowRunner(services.platform);
  try {
    await runMany({ services, runner }, size);
    const found = await medianOfRuns(size.runs, () => runMany({ services, runner }, size));
    return figuresOf(found);
  } finally {
    await runner.close();
    await services.close();
  }
}

interface Opened {
  readonly services: SixServices;
  readonly runner: WorkflowRunner;
}

async function runMany({ services, runner }: Opened, { workflows, inFlight }: InFlightSize) {
  const { platform, monitoring, counts } = services;
  const before = { ...counts, events: await platform.store.head() };
  const latencies: number[] = [];
  const startedMs = performance.now();
  const processorBefore = process.cpuUsage();
  let left = workflows;
  const one = async () => {
    while (left-- > 0) latencies.push(await runner.run(tenTaskRequest(platform.ids.entity())));
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  await monitoring.reached(await platform.store.head());
  const seconds = (performance.now() - startedMs) / 1000;
  const processor = process.cpuUsage(processorBefore);
  const tasks = workflows * tasksPerWorkflow;
  const events = (await platform.store.head()) - before.events;
  return {
    tasks: tasks / seconds,
    events: events / seconds,
    eventsPerTask: events / tasks,
    appendsPerTask: (counts.appends - before.appends) / tasks,
    eventsPerCommit: events / (counts.commits - before.commits),
    processorUs: (processor.user + processor.system) / events,
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
  };
}

type Found = Awaited<ReturnType<typeof runMany>>;

function figuresOf(found: Found): readonly Figure[] {
  return [
    { name: 'tasks', value: found.tasks, unit: '/s', aim: '5,000' },
    { name: 'events', value: found.events, unit: '/s', aim: '40,000' },
    { name: 'events per task', value: found.eventsPerTask, unit: '' },
    { name: 'appends per task', value: found.appendsPerTask, unit: '', aim: 'at most 8' },
    { name: 'events per commit', value: found.eventsPerCommit, unit: '' },
    { name: 'processor time per event, all threads', value: found.processorUs, unit: 'µs' },
    { name: 'command to workflow.completed, p50', value: found.p50, unit: 'ms' },
    { name: 'command to workflow.completed, p99', value: found.p99, unit: 'ms' },
  ];
}

/** (b): one workflow of one task, and nothing else, at a time. */
export function measureOneByOne(size: {
  readonly tasks: number;
  readonly runs: number;
}): Promise<Section> {
  return inTemporaryFolder(async (folder) => {
    const services = await openSixServices({
      dataDirectory: join(folder, '.atms'),
      agentKinds: tenTaskAgents,
    });
    const runner = await createWorkflowRunner(services.platform);
    try {
      await runOneByOne({ services, runner }, size.tasks);
      const found = await medianOfRuns(size.runs, () =>
        runOneByOne({ services, runner }, size.tasks),
      );
      return { key: 'b', title: 'one task at a time', figures: oneByOneFigures(found) };
    } finally {
      await runner.close();
      await services.close();
    }
  });
}

async function runOneByOne({ services, runner }: Opened, tasks: number) {
  const { platform, counts } = services;
  const before = counts.commits;
  const latencies: number[] = [];
  for (let count = 0; count < tasks; count++) {
    latencies.push(await runner.run(oneTaskRequest(platform.ids.entity())));
  }
  return {
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
    commits: (counts.commits - before) / tasks,
  };
}

function oneByOneFigures(found: Awaited<ReturnType<typeof runOneByOne>>): readonly Figure[] {
  const aim = 'twice its causal commits (10) at the time of one, see (c)';
  return [
    { name: 'command to workflow.completed, p50', value: found.p50, unit: 'ms', aim },
    { name: 'command to workflow.completed, p99', value: found.p99, unit: 'ms' },
    { name: 'commits', value: found.commits, unit: '' },
  ];
}
