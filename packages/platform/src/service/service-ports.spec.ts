import { describe, expect, it } from 'vitest';
import { type Part, serviceOf } from './service-ports.ts';

describe('a service', () => {
  it('starts its parts in order and stops them in reverse, one after the other', async () => {
    const said: string[] = [];
    const part = (name: string): Part => ({
      async start() {
        await Promise.resolve();
        said.push(`start ${name}`);
      },
      async stop() {
        await Promise.resolve();
        said.push(`stop ${name}`);
      },
    });
    const service = serviceOf('queue', [part('view'), part('consumer')]);
    await service.start();
    await service.stop();
    expect(service.name).toBe('queue');
    expect(said).toEqual(['start view', 'start consumer', 'stop consumer', 'stop view']);
  });
});
