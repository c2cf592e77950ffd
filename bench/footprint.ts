/** (e): what active tasks take in memory, and what a task takes on disk. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Section } from './figures.ts';
import { openSixServices, type SixServices } from './six-services.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import {
  createWorkflowRunner,
  tasksPerWorkflow,
  tenTaskAgents,
  tenTaskRequest,
} from './ten-task-workflow.ts';

/**
 * Workflows whose first task is held by its agent, so that all their tasks are active. They come in two equal parts: what
 * the second one adds is what tasks cost; the first also fills what is bounded, and is told as that.
 */
export async function measureFootprint(workflows: number): Promise<Section> {
  const tasks = workflows * tasksPerWorkflow;
  const { first, active, ended, logBytes } = await inTemporaryFolder((folder) =>
    footprintOf(join(folder, '.atms'), workflows),
  );
  const megabytes = (bytes: number, count: number) => (bytes / count) * 1_000 * 1e-6;
  const firstTasks = `the first ${tasks} active tasks, caches with them`;
  return {
    key: 'e',
    title: 'memory and disk',
    figures: [
      {
        name: 'per further 1,000 active tasks',
        value: megabytes(active, tasks),
        unit: 'MB',
        aim: 'under 1',
      },
      {
        name: 'per further 1,000 tasks that have ended',
        value: megabytes(ended, tasks),
        unit: 'MB',
      },
      { name: firstTasks, value: first * 1e-6, unit: 'MB' },
      { name: 'log per task', value: logBytes / (4 * tasks), unit: 'bytes' },
    ],
  };
}

/** In bytes. */
interface Footprint {
  readonly first: number;
  readonly active: number;
  readonly ended: number;
  readonly logBytes: number;
}

async function footprintOf(dataDirectory: string, workflows: number): Promise<Footprint> {
  const hold = createHold();
  const options = { dataDirectory, agentKinds: tenTaskAgents, until: hold.released };
  const services = await openSixServices(options);
  const runner = await createWorkflowRunner(services.platform);
  const begin = async () => {
    const ends: Promise<void>[] = [];
    for (let count = 0; count < workflows; count++) {
      ends.push((await runner.begin(tenTaskRequest(services.platform.ids.entity()))).ended);
    }
    return { ended: Promise.all(ends) };
  };
  const before = await heldBytes(services);
  const one = await begin();
  const withOne = await heldBytes(services);
  const other = await begin();
  const withBoth = await heldBytes(services);
  hold.release();
  await Promise.all([one.ended, other.ended, (await begin()).ended]);
  const settled = await heldBytes(services);
  await (
    await begin()
  ).ended;
  const ended = (await heldBytes(services)) - settled;
  await runner.close();
  await services.close();
  const { size: logBytes } = await stat(join(dataDirectory, 'log.db'));
  return { first: withOne - before, active: withBoth - withOne, ended, logBytes };
}

/** What is reachable, where Node lets us collect the rest; without --expose-gc all that is allocated. */
async function heldBytes({ platform, monitoring }: SixServices): Promise<number> {
  await monitoring.reached(await platform.store.head());
  // Nothing tells that six services have nothing left to do; what comes later than this is not counted.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await monitoring.reached(await platform.store.head());
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function createHold() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release };
}
