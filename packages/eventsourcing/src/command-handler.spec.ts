import {
  account,
  type AccountCommand,
  type AppendFault,
  checkAccountEvent,
  createFaultyEventStore,
  createGate,
  createTestIds,
  createVirtualClock,
  isAccountEvent,
  newEvents,
} from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createCommandHandler } from './command-handler.ts';
import type { EventStore } from './event-store.ts';
import { rememberedCommands } from './folded-stream.ts';
import { createMemoryEventStore } from './memory/memory-event-store.ts';

const stream = 'account-1';
const deposit = (amount: number): AccountCommand => ({ kind: 'Deposit', amount });
const withdraw = (amount: number): AccountCommand => ({ kind: 'Withdraw', amount });

function open(
  options: {
    readonly log?: EventStore;
    readonly fault?: (append: number) => AppendFault;
    readonly cachedStreams?: number;
  } = {},
) {
  const log = options.log ?? createMemoryEventStore();
  const store = createFaultyEventStore(log, options.fault ?? (() => 'none'));
  const clock = createVirtualClock();
  const handle = createCommandHandler({
    store,
    clock,
    ids: createTestIds(),
    decider: account,
    knows: isAccountEvent,
    check: checkAccountEvent,
    ...(options.cachedStreams === undefined ? {} : { cachedStreams: options.cachedStreams }),
  });
  let sent = 0;
  const send = (command: AccountCommand, change: { commandId?: string; stream?: string } = {}) => {
    sent += 1;
    return handle({
      stream,
      command,
      commandId: `sent-${sent}`,
      correlationId: 'workflow-1',
      causationId: 'event-0',
      ...change,
    });
  };
  return { log, store, clock, send };
}

describe('a command', () => {
  it('is decided and what was decided is in the log when it is answered', async () => {
    const { log, send } = open();
    const outcome = await send(deposit(5));
    const [event] = await log.readStream(stream);
    expect(outcome).toEqual({
      kind: 'accepted',
      events: [{ type: 'account.credited', data: { amount: 5 } }],
      position: event?.position,
    });
    expect(event).toMatchObject({
      type: 'account.credited',
      data: { amount: 5 },
      metadata: {
        commandId: 'sent-1',
        correlationId: 'workflow-1',
        causationId: 'event-0',
        time: '2030-01-01T00:00:00.000Z',
      },
    });
  });

  it('that is rejected is answered with the rejection, and nothing is appended', async () => {
    const { store, send } = open();
    expect(await send(withdraw(1))).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'not-covered' },
      position: 0,
    });
    expect(store.appends()).toBe(0);
  });

  it('that already took effect is accepted without events', async () => {
    const { store, send } = open();
    const first = await send({ kind: 'Close' });
    const second = await send({ kind: 'Close' });
    expect(second).toEqual({ kind: 'accepted', events: [], position: first.position });
    expect(store.appends()).toBe(1);
  });
});

describe('commands to one stream', () => {
  it('of the same moment are decided on one another and share an append', async () => {
    const { log, store, send } = open();
    const outcomes = await Promise.all([
      send(deposit(10)),
      send(withdraw(4)),
      send(withdraw(7)),
      send(withdraw(6)),
    ]);
    expect(outcomes.map((one) => one.kind)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'accepted',
    ]);
    expect(store.appends()).toBe(1);
    expect(await log.readStream(stream)).toHaveLength(3);
  });

  it('that arrive while an append is under way share the next one', async () => {
    const log = createMemoryEventStore();
    const gate = createGate();
    const reached = createGate();
    const slow: EventStore = {
      ...log,
      async append(append) {
        reached.open();
        await gate.opened;
        return log.append(append);
      },
    };
    const { store, send } = open({ log: slow });
    const first = send(deposit(1));
    await reached.opened;
    const others = Array.from({ length: 50 }, () => send(deposit(1)));
    gate.open();
    await Promise.all([first, ...others]);
    expect(store.appends()).toBe(2);
    expect(await log.readStream(stream)).toHaveLength(51);
  });

  it('do not wait for those to another stream', async () => {
    const log = createMemoryEventStore();
    const stuck = createGate();
    const slow: EventStore = {
      ...log,
      async append(append) {
        if (append.stream === stream) await stuck.opened;
        return log.append(append);
      },
    };
    const { send } = open({ log: slow });
    const waiting = send(deposit(1));
    await send(deposit(1), { stream: 'account-2' });
    expect(await log.readStream(stream)).toEqual([]);
    stuck.open();
    await waiting;
  });

  it('are thousands without harm', async () => {
    const { log, send } = open();
    const outcomes = await Promise.all(Array.from({ length: 2_000 }, () => send(deposit(1))));
    expect(outcomes.filter((one) => one.kind === 'accepted')).toHaveLength(1_000);
    expect(await log.readStream(stream)).toHaveLength(1_000);
  });
});

describe('a command id that comes again', () => {
  const again = { commandId: 'the-same' };

  it('is answered with what was decided then', async () => {
    const { store, send } = open();
    const first = await send(deposit(5), again);
    await send(withdraw(5));
    const second = await send(deposit(5), again);
    expect(second).toMatchObject({ kind: 'accepted', events: [{ data: { amount: 5 } }] });
    expect(second.position).toBeGreaterThanOrEqual(first.position);
    expect(store.appends()).toBe(2);
  });

  it('at the same moment takes effect once', async () => {
    const { log, send } = open();
    const outcomes = await Promise.all([send(deposit(5), again), send(deposit(5), again)]);
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(await log.readStream(stream)).toHaveLength(1);
  });

  it('at another handler, or after the state was forgotten, takes effect once', async () => {
    const { log, send } = open({ cachedStreams: 1 });
    await send(deposit(5), again);
    await send(deposit(5), { stream: 'account-2' });
    await send(deposit(5), again);
    await open({ log }).send(deposit(5), again);
    expect(await log.readStream(stream)).toHaveLength(1);
  });

  it(`is remembered over ${rememberedCommands - 1} others, and then decided anew`, async () => {
    const { log, send } = open();
    await send(deposit(1), again);
    for (let other = 1; other < rememberedCommands; other++) await send(deposit(1));
    await send(deposit(1), again);
    expect(await log.readStream(stream)).toHaveLength(rememberedCommands);
    await send(deposit(1));
    await send(deposit(1), again);
    expect(await log.readStream(stream)).toHaveLength(rememberedCommands + 2);
  });
});

describe('two handlers over one log', () => {
  it('decide on what the other has appended', async () => {
    const first = open();
    const second = open({ log: first.log });
    await first.send(deposit(5), { commandId: 'a' });
    await second.send(withdraw(5), { commandId: 'b' });
    expect(await first.send(withdraw(5), { commandId: 'c' })).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'not-covered' },
    });
    await second.send(deposit(3), { commandId: 'd' });
    expect(await first.send(withdraw(3), { commandId: 'e' })).toMatchObject({ kind: 'accepted' });
  });

  it('that decide at the same moment: one appends, the other decides again', async () => {
    const first = open();
    const second = open({ log: first.log });
    await first.send(deposit(5), { commandId: 'a' });
    const outcomes = await Promise.all([
      first.send(withdraw(5), { commandId: 'b' }),
      second.send(withdraw(5), { commandId: 'c' }),
    ]);
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['accepted', 'rejected']);
    expect(await first.log.readStream(stream)).toHaveLength(2);
  });

  it('of which one always loses: it says so after some tries, and works the next time', async () => {
    const log = createMemoryEventStore();
    let rivals = 20;
    const contended: EventStore = {
      ...log,
      async append(append) {
        const there = (await log.readStream(stream)).at(-1)?.revision ?? 'no-stream';
        const events = newEvents(1, { type: 'account.credited', data: { amount: 1 } });
        rivals -= 1;
        if (rivals > 0) await log.append({ stream, expected: there, events });
        return log.append(append);
      },
    };
    const { send } = open({ log: contended });
    await expect(send(deposit(1))).rejects.toMatchObject({ code: 'revision-conflict' });
    rivals = 0;
    expect(await send(deposit(1))).toMatchObject({ kind: 'accepted' });
  });
});

describe('an append whose outcome is unknown', () => {
  it.each(['lost', 'unknown'] as const)(
    'is repeated identically until it is known: %s',
    async (fault) => {
      const { log, clock, send } = open({ fault: (append) => (append <= 3 ? fault : 'none') });
      const outcome = send(deposit(5));
      await clock.advance(60_000);
      expect(await outcome).toMatchObject({ kind: 'accepted' });
      expect(await log.readStream(stream)).toHaveLength(1);
    },
  );

  it('is answered with its own position although others have appended since', async () => {
    const { log, clock, send } = open({ fault: (append) => (append === 1 ? 'unknown' : 'none') });
    const outcome = send(deposit(5));
    await clock.advance(0);
    const events = newEvents(1, { type: 'account.credited', data: { amount: 1 } });
    await log.append({ stream, expected: 0, events });
    await clock.advance(60_000);
    expect(await outcome).toMatchObject({ kind: 'accepted', position: 1 });
    expect(await send(withdraw(6))).toMatchObject({ kind: 'accepted' });
  });

  it('that stays unknown is a fault; a repeat of the command finds out', async () => {
    const { log, clock, send } = open({ fault: (append) => (append <= 8 ? 'unknown' : 'none') });
    const outcome = send(deposit(5), { commandId: 'the-same' });
    const settled = Promise.allSettled([outcome]);
    await clock.advance(600_000);
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { code: 'unavailable' } }]);
    expect(await send(deposit(5), { commandId: 'the-same' })).toMatchObject({ kind: 'accepted' });
    expect(await log.readStream(stream)).toHaveLength(1);
  });
});

describe('a fault', () => {
  it.each([
    ['a decision that throws', { kind: 'Explode' }, 'exploded'],
    ['an event that does not fit', { kind: 'Smuggle' }, 'must not enter the log'],
  ] as const)('of one command fails it alone: %s', async (_, command, message) => {
    const { log, store, send } = open();
    const before = send(deposit(5));
    const faulty = send(command);
    const after = send(withdraw(5));
    await expect(faulty).rejects.toThrow(message);
    expect((await before).kind).toBe('accepted');
    expect((await after).kind).toBe('accepted');
    expect(store.appends()).toBe(1);
    expect(await log.readStream(stream)).toHaveLength(2);
  });

  it('of a whole batch does not poison the next one', async () => {
    let broken = false;
    const log = createMemoryEventStore();
    const failing: EventStore = {
      ...log,
      async append(append) {
        if (broken) throw new Error('a bug in the log');
        return log.append(append);
      },
    };
    const { send } = open({ log: failing });
    // From here on the handler has state that a batch could spoil.
    await send(deposit(1));
    broken = true;
    const failed = await Promise.allSettled([send(deposit(5)), send(deposit(6))]);
    expect(failed.map((one) => one.status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await send(withdraw(2))).toMatchObject({ rejection: { code: 'not-covered' } });
    expect(await send(deposit(5))).toMatchObject({ kind: 'accepted' });
  });

  it('an event of a newer version stops the stream and nothing is appended', async () => {
    const { log, send } = open();
    await send(deposit(5));
    const events = newEvents(1, { type: 'account.renamed' });
    await log.append({ stream, expected: 0, events });
    await expect(send(deposit(5))).rejects.toMatchObject({
      code: 'reader-too-old',
      fields: { stream, type: 'account.renamed' },
    });
    expect(await log.readStream(stream)).toHaveLength(2);
  });
});
