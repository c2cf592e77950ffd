import { account, type AccountEvent, appendTo, isAccountEvent, newEvent } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { emptyStream, foldInto, foldRecorded, rememberedCommands } from './folded-stream.ts';
import { createMemoryEventStore } from './memory/memory-event-store.ts';

const credited: AccountEvent = { type: 'account.credited', data: { amount: 1 } };
const empty = () =>
  emptyStream<{ balance: number; closed: boolean }, AccountEvent>(account.initialState());

describe('a folded stream', () => {
  it('that does not exist is at revision -1 and position 0', () => {
    expect(empty()).toMatchObject({ revision: -1, position: 0, state: { balance: 0 } });
  });

  it('is what its recorded events say', async () => {
    const recorded = await appendTo(createMemoryEventStore(), 'account-1', [
      newEvent({ ...credited }),
      newEvent({ ...credited }),
    ]);
    const folded = empty();
    foldRecorded(account, folded, recorded.filter(isAccountEvent));
    expect(folded).toMatchObject({ revision: 1, position: 2, state: { balance: 2 } });
  });

  it('remembers all events of a command', () => {
    const folded = empty();
    for (const commandId of ['one', 'one', 'two']) {
      foldInto(account, folded, { event: credited, commandId });
    }
    expect(folded.recent.get('one')).toEqual([credited, credited]);
    expect(folded.recent.get('two')).toEqual([credited]);
  });

  it(`remembers the last ${rememberedCommands} commands and no more`, () => {
    const folded = empty();
    for (let number = 0; number <= rememberedCommands; number++) {
      foldInto(account, folded, { event: credited, commandId: `command-${number}` });
    }
    expect(folded.recent.size).toBe(rememberedCommands);
    expect(folded.recent.has('command-0')).toBe(false);
    expect(folded.recent.has('command-1')).toBe(true);
  });
});
