import { describe, expect, it } from 'vitest';
import type { Signals } from '@atms/eventsourcing';
import { createGathering } from './gathering.ts';
import { openedPerTest } from './harness.ts';

export interface SignalsHarness {
  readonly signals: Signals;
  close(): Promise<void>;
}

/** What every carrier of signals must do. Nobody relies on a signal, so loss is not tested. */
export function signalsContract(name: string, open: () => Promise<SignalsHarness>): void {
  describe(`${name} as signals`, () => {
    const opened = openedPerTest(open);

    it('reach those who listen to their subject, in order', async () => {
      const { signals } = await opened();
      const heard = [createGathering<unknown>(), createGathering<unknown>()];
      for (const { add } of heard) signals.subscribe('progress.output', add);
      for (let number = 0; number < 10; number++) signals.publish('progress.output', { number });
      const expected = Array.from({ length: 10 }, (_, number) => ({ number }));
      for (const gathering of heard) expect(await gathering.until(10)).toEqual(expected);
    });

    it('do not reach those who listen to another subject, or no longer', async () => {
      const { signals } = await opened();
      const [left, other, witness] = [
        createGathering<unknown>(),
        createGathering<unknown>(),
        createGathering<unknown>(),
      ];
      const leave = signals.subscribe('progress.output', left.add);
      signals.subscribe('progress.percent', other.add);
      signals.subscribe('progress.output', witness.add);
      leave();
      signals.publish('progress.output', 1);
      await witness.until(1);
      expect([...left.items, ...other.items]).toEqual([]);
    });

    it('harm nobody when a listener throws', async () => {
      const { signals } = await opened();
      const heard = createGathering<unknown>();
      signals.subscribe('progress.output', () => {
        throw new Error('a listener with a bug');
      });
      signals.subscribe('progress.output', heard.add);
      signals.publish('progress.output', 1);
      signals.publish('progress.output', 2);
      expect(await heard.until(2)).toEqual([1, 2]);
    });

    it('carry plain JSON that the publisher no longer holds', async () => {
      const { signals } = await opened();
      const heard = createGathering<unknown>();
      signals.subscribe('progress.output', heard.add);
      const payload = { lines: ['a'] };
      signals.publish('progress.output', payload);
      payload.lines.push('b');
      expect(await heard.until(1)).toEqual([{ lines: ['a'] }]);
    });

    it('are lost without a listener, and that is no fault', async () => {
      const { signals } = await opened();
      signals.publish('progress.output', 1);
      const heard = createGathering<unknown>();
      signals.subscribe('progress.output', heard.add);
      signals.publish('progress.output', 2);
      expect(await heard.until(1)).toEqual([2]);
    });
  });
}
