import { describe, expect, it } from 'vitest';
import { isEvent } from '@atms/contracts';
import { Unavailable } from '@atms/eventsourcing';
import { createGate } from '@atms/testkit';
import { createReactor, type Envelope } from './reactor.ts';
import { type Consuming, consuming, createTask, heldBack } from './testing/consuming.ts';

interface Sent extends Envelope {
  readonly command: string;
}

/** Sends two commands for each task that was created. */
function reacting(parts: Consuming, send: (sent: Sent) => Promise<unknown>) {
  return createReactor<string>({
    ...parts,
    react: (event) =>
      isEvent(event, 'task.created')
        ? ['first', 'second'].map((command) => ({
            command: `${command} for ${event.data.taskId}`,
            correlationId: event.metadata.correlationId,
          }))
        : [],
    send: (command, envelope) => send({ command, ...envelope }),
  });
}

describe('a reactor', () => {
  it('sends what an event leads to, each command with an id of its own', async () => {
    const parts = await consuming();
    const sent: Sent[] = [];
    const reactor = reacting(parts, async (one) => sent.push(one));
    await reactor.start();
    const { eventId } = await createTask(parts.ports, 'T1');
    await parts.ports.clock.advance(0);
    const envelope = { correlationId: 'workflow-1', causationId: eventId };
    expect(sent).toEqual([
      { command: 'first for T1', commandId: `queue/${eventId}/0`, ...envelope },
      { command: 'second for T1', commandId: `queue/${eventId}/1`, ...envelope },
    ]);
    await reactor.stop();
  });

  it('asks nobody before its view has reached the event', async () => {
    const gate = createGate();
    const parts = await consuming({ viewOf: (store) => heldBack(store, gate.opened) });
    const seenAt: number[] = [];
    const reactor = reacting(parts, async () => seenAt.push(parts.follower.position()));
    await reactor.start();
    const { position } = await createTask(parts.ports, 'T1');
    await parts.ports.clock.advance(10_000);
    expect(seenAt).toEqual([]);
    gate.open();
    await parts.ports.clock.advance(0);
    expect(seenAt).toEqual([position, position]);
    await reactor.stop();
  });

  it('sends the same command ids again when an event is delivered again', async () => {
    const parts = await consuming({ seed: 3 });
    const sent: Sent[] = [];
    const reactor = reacting(parts, async (one) => sent.push(one));
    await reactor.start();
    for (const taskId of ['T1', 'T2', 'T3', 'T4', 'T5', 'T6']) {
      await createTask(parts.ports, taskId);
    }
    await parts.ports.clock.advance(10_000);
    expect(sent.length).toBeGreaterThan(12);
    expect(new Set(sent.map(({ commandId }) => commandId)).size).toBe(12);
    expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(12);
    await reactor.stop();
  });

  it('keeps an event until all of its commands are decided', async () => {
    const parts = await consuming();
    const sent: Sent[] = [];
    const reactor = reacting(parts, async (one) => {
      sent.push(one);
      if (sent.length === 2) throw new Unavailable('The log does not answer');
    });
    await reactor.start();
    await createTask(parts.ports, 'T1');
    await parts.ports.clock.advance(10_000);
    expect(sent.map(({ command }) => command)).toEqual([
      'first for T1',
      'second for T1',
      'first for T1',
      'second for T1',
    ]);
    expect(sent.slice(2)).toEqual(sent.slice(0, 2));
    await reactor.stop();
  });

  it('is content with a rejection: what no longer applies is not sent again', async () => {
    const parts = await consuming();
    const sent: Sent[] = [];
    const reactor = reacting(parts, async (one) => {
      sent.push(one);
      return { kind: 'rejected', rejection: { code: 'task-already-ended', message: '' } };
    });
    await reactor.start();
    await createTask(parts.ports, 'T1');
    await parts.ports.clock.advance(10_000);
    expect(sent).toHaveLength(2);
    await reactor.stop();
  });

  it('waits at its stop for what is under way, and takes nothing more', async () => {
    const gate = createGate();
    const parts = await consuming();
    let begun = 0;
    let done = 0;
    const reactor = reacting(parts, async () => {
      begun += 1;
      await gate.opened;
      done += 1;
    });
    await reactor.start();
    await createTask(parts.ports, 'T1');
    await parts.ports.clock.advance(0);
    const stopping = reactor.stop();
    await createTask(parts.ports, 'T2');
    gate.open();
    await stopping;
    await parts.ports.clock.advance(10_000);
    expect([begun, done]).toEqual([2, 2]);
  });

  it('cannot consume by a name that the contracts do not list', async () => {
    const parts = await consuming();
    const reactor = createReactor<string>({
      ...parts,
      sources: ['executor'],
      react: () => [],
      send: async () => {},
    });
    await expect(reactor.start()).rejects.toThrow('queue__executor');
  });
});
