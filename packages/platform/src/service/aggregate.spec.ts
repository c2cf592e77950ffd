import { describe, expect, it } from 'vitest';
import { streams } from '@atms/contracts';
import { appendTo, createMemoryPorts, newEvent } from '@atms/testkit';
import { checkEvent, createAggregate } from './aggregate.ts';
import { presence, presenceTypes } from './testing/presence.ts';

const stream = streams.agent('A');
const come = { stream, commandId: 'come', correlationId: 'W', command: { type: 'Come' } } as const;

function createAgent() {
  const ports = createMemoryPorts();
  return { ports, agent: createAggregate(ports, { decider: presence, types: presenceTypes }) };
}

describe('an aggregate', () => {
  it('appends what its decider decides, and says which command led to it', async () => {
    const { ports, agent } = createAgent();
    const outcome = await agent({ ...come, causationId: 'cause' });
    expect(outcome).toMatchObject({ kind: 'accepted', position: 1 });
    expect(await ports.store.readStream(stream)).toMatchObject([
      {
        type: 'agent.online',
        data: { agentId: 'A' },
        metadata: { commandId: 'come', correlationId: 'W', causationId: 'cause' },
      },
    ]);
  });

  it('refuses an event that does not fit the contracts, and appends nothing of it', async () => {
    const { ports, agent } = createAgent();
    const vanish = { ...come, commandId: 'vanish', command: { type: 'Vanish' } } as const;
    await expect(agent(vanish)).rejects.toMatchObject({ code: 'invalid-message' });
    expect(await ports.store.head()).toBe(0);
  });

  it('lets no other command suffer from one whose event does not fit', async () => {
    const { ports, agent } = createAgent();
    const [first, refused, last] = await Promise.allSettled([
      agent(come),
      agent({ ...come, commandId: 'vanish', command: { type: 'Vanish' } }),
      agent({ ...come, commandId: 'go', command: { type: 'Go', reason: 'tired' } }),
    ]);
    expect([first.status, refused.status, last.status]).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await ports.store.readStream(stream)).map(({ type }) => type)).toEqual([
      'agent.online',
      'agent.offline',
    ]);
  });

  it.each([
    ['of a type that no version knows', newEvent({ type: 'agent.praised', data: {} })],
    ['that belongs into another kind of stream', newEvent({ type: 'task.ready', data: {} })],
  ])('stops at an event %s rather than guesses', async (_, event) => {
    const { ports, agent } = createAgent();
    await appendTo(ports.store, stream, [event]);
    await expect(agent(come)).rejects.toMatchObject({ code: 'reader-too-old' });
    expect(await ports.store.head()).toBe(1);
  });
});

describe('an event', () => {
  const event = (reason: string) => ({ type: 'agent.offline', data: { agentId: 'A', reason } });
  const overhead = JSON.stringify(event('').data).length;

  it('must be one of ATMS', () => {
    expect(() => checkEvent({ type: 'agent.praised', data: {} })).toThrow('no event of ATMS');
    expect(() => checkEvent({ type: 'constructor', data: {} })).toThrow('no event of ATMS');
  });

  it('must fit its schema, and the refusal says where it does not', () => {
    expect(() => checkEvent({ type: 'agent.offline', data: { agentId: 'A' } })).toThrow('reason');
  });

  it('may have 64 KiB, counted in bytes and not in characters', () => {
    const most = 64 * 1024 - overhead;
    expect(() => checkEvent(event('x'.repeat(most)))).not.toThrow();
    expect(() => checkEvent(event('x'.repeat(most + 1)))).toThrow('at most 65536');
    expect(() => checkEvent(event('€'.repeat(most / 2)))).toThrow('at most 65536');
  });
});
