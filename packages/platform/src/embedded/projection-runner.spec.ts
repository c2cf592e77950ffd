import {
  createMemoryEventStore,
  type EventStore,
  type Projection,
  type RecordedEvent,
} from '@atms/eventsourcing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runProjection } from './projection-runner.ts';
import type { ProjectionWriter } from './projection-writer.ts';

const projection: Projection = { name: 'facts', version: 1, tables: [], project: () => [] };

function eventAt(position: number): RecordedEvent {
  const metadata = { commandId: 'c', correlationId: 'w', time: '2030-01-01T00:00:00.000Z' };
  const place = { stream: 'fact-1', revision: position - 1, position };
  return { eventId: `e${position}`, type: 'fact.seen', data: {}, metadata, ...place };
}

/** A log that tells of its events when the test says so. */
function toldStore() {
  let tell: (events: readonly RecordedEvent[]) => Promise<void> | void = () => {};
  const store: EventStore = {
    ...createMemoryEventStore(),
    subscribe({ onEvents }) {
      tell = onEvents;
      return { close: async () => {} };
    },
  };
  return { store, tell: (position: number) => tell([eventAt(position)]) };
}

/** Resolves after so many steps of what other promises do meanwhile. */
async function microtasks(count: number): Promise<void> {
  for (let done = 0; done < count; done++) await Promise.resolve();
}

async function started() {
  const { store, tell } = toldStore();
  const written: number[] = [];
  let whenWritten = () => {};
  const writer: ProjectionWriter = {
    prepare: async () => 0,
    reset: async () => {},
    async write({ to }) {
      written.push(to);
      whenWritten();
      return to;
    },
  };
  const run = await runProjection({ projection, store, onFailure: () => {} }, writer);
  const nextWrite = () => new Promise<void>((resolve) => (whenWritten = resolve));
  return { run, tell, written, nextWrite };
}

describe('the run of a projection', () => {
  it('writes what somebody waits for, at whichever moment around the end of another write it comes', async () => {
    for (let moment = 0; moment < 16; moment++) {
      const { run, tell, written, nextWrite } = await started();
      const first = nextWrite();
      void run.reached(2);
      void run.reached(1);
      void tell(1);
      await first;
      await microtasks(moment);
      void tell(2);
      await nextTurn();
      expect(written, `taken ${moment} microtasks after the write`).toEqual([1, 2]);
      expect(run.position()).toBe(2);
      await run.close();
    }
  });

  it('tells who waits when it is closed', async () => {
    const { run } = await started();
    const waiting = run.reached(7);
    await run.close();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(run.reached(7)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
