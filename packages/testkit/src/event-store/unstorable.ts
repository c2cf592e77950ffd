import { describe, expect, it } from 'vitest';
import type { EventStore, NewEvent } from '@atms/eventsourcing';
import { newEvent, newEvents } from '../test-events.ts';

/** What a caller without types could hand in. */
function wrong(json: string): string {
  return JSON.parse(json) as string;
}

const unstorableEvents: readonly (readonly [string, Partial<NewEvent>])[] = [
  ['a boolean as event id', { eventId: wrong('true') }],
  ['a number as type', { type: wrong('1') }],
  ['nothing as type', { type: wrong('null') }],
  ['an empty type', { type: '' }],
  ['a type with NUL in it', { type: 'task\0created' }],
  ['an event id with half a surrogate pair in it', { eventId: 'a\ud800' }],
  ['data that is a bigint', { data: { big: 1n } }],
  ['data that is undefined', { data: undefined }],
  ['data that is a function', { data: () => 1 }],
];

export function describeUnstorable(open: () => Promise<EventStore>): void {
  describe('a value that a log cannot keep', () => {
    it.each(unstorableEvents)('refuses %s, and goes on', async (_, change) => {
      const store = await open();
      const events = [newEvent(), newEvent(change)];
      const append = store.append({ stream: 'task-1', expected: 'no-stream', events });
      await expect(append).rejects.toMatchObject({ code: 'invalid-message' });
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
      expect(await store.readStream('task-1')).toHaveLength(1);
    });

    it.each([
      ['a boolean', wrong('true')],
      ['an empty text', ''],
      ['a text with NUL in it', 'task-\0'],
    ])('refuses %s as stream', async (_, stream) => {
      const store = await open();
      const append = store.append({ stream, expected: 'no-stream', events: newEvents(1) });
      await expect(append).rejects.toMatchObject({ code: 'invalid-message' });
    });

    it.each([-1, 0.5, Number.NaN])('refuses %s as expected revision', async (expected) => {
      const store = await open();
      const append = store.append({ stream: 'task-1', expected, events: newEvents(1) });
      await expect(append).rejects.toMatchObject({ code: 'invalid-message' });
    });
  });

  describe('a value that is unusual JSON', () => {
    it.each([
      ['true', true],
      ['null', null],
      ['a number', 0.1],
      ['a text with NUL, quotes and line ends', 'a\0b"c\r\n\u2028'],
      ['half a surrogate pair', 'x\ud800y'],
      ['letters of many bytes', '\u{1f9ea} żółć 漢字'],
      ['deep nesting', { a: [{ b: [{ c: [[[]]] }] }], '': { __proto__: null } }],
      ['sixty thousand letters', 'x'.repeat(60_000)],
    ])('comes back as it was: %s', async (_, data) => {
      const store = await open();
      const events = [newEvent({ data })];
      await store.append({ stream: 'task-1', expected: 'no-stream', events });
      const [event] = await store.readStream('task-1');
      expect(event?.data).toEqual(data);
    });

    it('keeps what was appended when the appender changes its object later', async () => {
      const store = await open();
      const data = { list: [1] };
      const appended = store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: [newEvent({ data })],
      });
      data.list.push(2);
      await appended;
      data.list.push(3);
      const [event] = await store.readStream('task-1');
      expect(event?.data).toEqual({ list: [1] });
    });
  });
}
