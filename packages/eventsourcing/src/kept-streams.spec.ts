import {
  account,
  type AccountCommand,
  type AccountState,
  checkAccountEvent,
  createMemorySnapshots,
  createTestIds,
  createVirtualClock,
  isAccountEvent,
} from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createCommandHandler } from './command-handler.ts';
import type { EventStore } from './event-store.ts';
import { createMemoryEventStore } from './memory/memory-event-store.ts';
import { noSnapshots, type Snapshots } from './snapshots.ts';

const stream = 'account-1';
const deposit = (amount: number): AccountCommand => ({ kind: 'Deposit', amount });
const withdraw = (amount: number): AccountCommand => ({ kind: 'Withdraw', amount });

function open({
  log = createMemoryEventStore(),
  snapshots = noSnapshots,
}: {
  readonly log?: EventStore;
  readonly snapshots?: Snapshots;
}) {
  const handle = createCommandHandler({
    store: log,
    clock: createVirtualClock(),
    ids: createTestIds(),
    decider: account,
    knows: isAccountEvent,
    check: checkAccountEvent,
    kept: {
      snapshots,
      toPlain: (state: AccountState) => ({ account: state }),
      fromPlain: (plain) => (plain as { account: AccountState }).account,
    },
  });
  let sent = 0;
  const send = (command: AccountCommand, change: { readonly commandId?: string } = {}) =>
    handle({ stream, command, commandId: `sent-${++sent}`, correlationId: 'w', ...change });
  return { log, send };
}

/** The same log, and from which revisions on it is read. */
function watchedReads(log: EventStore) {
  const reads: number[] = [];
  const watched: EventStore = {
    ...log,
    readStream: (name, options) => {
      reads.push(options?.fromRevision ?? 0);
      return log.readStream(name, options);
    },
  };
  return { watched, reads };
}

describe('a stream in which nothing more is to be decided', () => {
  it('is not kept in memory, and answers as before when it is asked again', async () => {
    const log = createMemoryEventStore();
    const { watched, reads } = watchedReads(log);
    const { send } = open({ log: watched });
    await send(deposit(1), { commandId: 'first' });
    await send({ kind: 'Close' });
    expect(reads).toEqual([0, 1]);
    expect(await send(deposit(1))).toMatchObject({ kind: 'rejected' });
    expect(await send(deposit(1), { commandId: 'first' })).toMatchObject({ kind: 'accepted' });
    expect(reads).toEqual([0, 1, 0, 0]);
    expect(await log.readStream(stream)).toHaveLength(2);
  });
});

describe('a stream that grows long', () => {
  it('is read from its last snapshot on, with the same decisions and the commands it remembers', async () => {
    const snapshots = createMemorySnapshots(10);
    const { log, send } = open({ snapshots });
    for (let count = 1; count <= 25; count++) await send(deposit(1), { commandId: `c${count}` });
    const { watched, reads } = watchedReads(log);
    const anew = open({ log: watched, snapshots });
    expect(await anew.send(withdraw(26))).toMatchObject({ kind: 'rejected' });
    expect(reads[0]).toBeGreaterThanOrEqual(10);
    expect(await anew.send(deposit(1), { commandId: 'c3' })).toMatchObject({ kind: 'accepted' });
    expect(await anew.send(withdraw(25))).toMatchObject({ kind: 'accepted' });
    expect((await log.readStream(stream)).length).toBe(26);
  });

  it('is folded from its first event when nothing was kept of it', async () => {
    const { log, send } = open({});
    for (let count = 1; count <= 25; count++) await send(deposit(1));
    const anew = open({ log, snapshots: createMemorySnapshots(10) });
    const ask = (amount: number) => anew.send(withdraw(amount), { commandId: `w${amount}` });
    expect(await ask(26)).toMatchObject({ kind: 'rejected' });
    expect(await ask(25)).toMatchObject({ kind: 'accepted' });
  });
});
