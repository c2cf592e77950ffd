/** Executors at work, which are stopped after each test of the file. For specs alone. */
import type { EventData } from '@atms/contracts';
import type { Service } from '@atms/platform/service';
import { afterEach } from 'vitest';
import { createScene, type Scene } from './running-executor.ts';
import { createHeldAgent, createStandInWorkspaces, type World } from './stand-ins.ts';

export function useExecutors() {
  const started: Service[] = [];
  afterEach(async () => {
    for (const service of started.splice(0)) await service.stop();
  });
  return {
    /** What is to be stopped. */
    started,
    /** An executor that works on T1, attempt 1. */
    async working(world: World = {}) {
      const scene = await createScene();
      const agent = createHeldAgent();
      const workspaces = createStandInWorkspaces(world);
      const service = await scene.start([agent], workspaces);
      started.push(service);
      return { scene, agent, workspaces, service };
    },
  };
}

export async function executed(scene: Scene): Promise<readonly EventData<'task.executed'>[]> {
  await scene.ports.clock.advance(0);
  return scene.told('task.executed');
}
