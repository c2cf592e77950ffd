import { createGate, createGathering, newEvent } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from './event.ts';
import { createSubscriptions } from './subscriptions.ts';

const failTest = (error: unknown) => {
  throw error;
};

function eventAt(position: number): RecordedEvent {
  return { ...newEvent(), stream: 'task-1', revision: position - 1, position };
}

describe('subscriptions', () => {
  it('do not miss what comes while they read', async () => {
    const log: RecordedEvent[] = [];
    const reading = createGate();
    const answer = createGate();
    const subscriptions = createSubscriptions(async (after) => {
      const page = log.slice(after);
      reading.open();
      await answer.opened;
      return page;
    });
    const seen = createGathering<RecordedEvent>();
    subscriptions.open({
      after: 0,
      onEvents: (events) => seen.add(...events),
      onFailure: failTest,
    });
    await reading.opened;
    // The page was read without it, and nobody waits to be woken yet.
    log.push(eventAt(1));
    subscriptions.wake();
    answer.open();
    expect(await seen.until(1)).toEqual(log);
    await subscriptions.close();
  });

  it('read nothing while nothing comes', async () => {
    let reads = 0;
    const first = createGate();
    const subscriptions = createSubscriptions(() => {
      reads += 1;
      first.open();
      return [];
    });
    subscriptions.open({ after: 0, onEvents: () => {}, onFailure: failTest });
    await first.opened;
    await subscriptions.close();
    expect(reads).toBe(1);
  });

  it('end with the failure of a read', async () => {
    const failures = createGathering<unknown>();
    const subscriptions = createSubscriptions(() => {
      throw new Error('cannot read');
    });
    subscriptions.open({ after: 0, onEvents: () => {}, onFailure: failures.add });
    expect(await failures.until(1)).toEqual([new Error('cannot read')]);
    await subscriptions.close();
    expect(subscriptions.count()).toBe(0);
  });
});
