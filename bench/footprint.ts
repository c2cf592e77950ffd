/** (e): what active tasks take in memory, and what a task takes on disk. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Section } from './figures.ts';
import { openSixServices } from './six-services.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import {
  createWorkflowRunner,
  tasksPerWorkflow,
  tenTaskAgents,
  tenTaskRequest,
} from './ten-task-workflow.ts';

/** Workflows whose first task is held by its agent, so that all their tasks are active. */
export function measureFootprint(workflows: number): Promise<Section> {
  return inTemporaryFolder(async (folder) => {
    const dataDirectory = join(folder, '.atms');
    const gate = createHold();
    const services = await openSixServices({
      dataDirectory,
      agentKinds: tenTaskAgents,
      until: gate.released,
    });
    const { platform, monitoring } = services;
    const runner = await createWorkflowRunner(platform);
    const settled = async () => {
      await monitoring.reached(await platform.store.head());
      // Nothing tells that six services have nothing left to do; what comes later than this is not counted.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await monitoring.reached(await platform.store.head());
    };
    const before = heldBytes();
    const ends: Promise<void>[] = [];
    for (let count = 0; count < workflows; count++) {
      ends.push((await runner.begin(tenTaskRequest(platform.ids.entity()))).ended);
    }
    await settled();
    const active = heldBytes() - before;
    gate.release();
    await Promise.all(ends);
    await settled();
    const ended = heldBytes() - before;
    await runner.close();
    await services.close();
    const { size } = await stat(join(dataDirectory, 'log.db'));
    const tasks = workflows * tasksPerWorkflow;
    const per1000 = (bytes: number) => (bytes / tasks) * 1_000 * 1e-6;
    return {
      key: 'e',
      title: 'memory and disk',
      figures: [
        { name: 'per 1,000 active tasks', value: per1000(active), unit: 'MB', aim: 'under 1' },
        { name: 'per 1,000 tasks that have ended', value: per1000(ended), unit: 'MB' },
        { name: 'log per task', value: size / tasks, unit: 'bytes' },
      ],
    };
  });
}

/** What is reachable, where Node lets us collect the rest; without --expose-gc all that is allocated. */
function heldBytes(): number {
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
