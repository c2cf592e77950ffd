import {
  account,
  type AccountCommand,
  type AccountEvent,
  accountLimit,
  type AppendFault,
  checkAccountEvent,
  createFaultyEventStore,
  createTestIds,
  isAccountEvent,
} from '@atms/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCommandHandler, type Outcome } from './command-handler.ts';
import type { Rejection } from './decider.ts';
import type { EventStore } from './event-store.ts';
import { createMemoryEventStore } from './memory/memory-event-store.ts';
import type { Clock } from './ports.ts';

/** Nobody has to wait: a pause is over in the next turn. */
const impatient: Clock = {
  now: () => '2030-01-01T00:00:00.000Z',
  monotonicMs: () => 0,
  after(_, wake) {
    void Promise.resolve().then(wake);
    return () => {};
  },
};

interface Step {
  readonly command: AccountCommand;
  /** Which of the commands' ids: a small range, so that many come again. */
  readonly id: number;
  readonly handler: number;
  /** Begins after those before it were answered. */
  readonly waits: boolean;
  /** The process of the handler dies: a new one begins without its memory. */
  readonly crash: boolean;
}

interface Run {
  readonly steps: readonly Step[];
  readonly faults: readonly AppendFault[];
}

interface Answered {
  readonly commandId: string;
  readonly outcome?: Outcome<AccountEvent, Rejection>;
}

const amount = fc.integer({ min: 1, max: 400 });
const command: fc.Arbitrary<AccountCommand> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('Deposit'), amount }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('Withdraw'), amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('Explode', 'Smuggle', 'Close') }) },
);
const step = fc.record({
  command,
  id: fc.integer({ min: 0, max: 30 }),
  handler: fc.integer({ min: 0, max: 2 }),
  waits: fc.boolean(),
  crash: fc.boolean(),
});
const run: fc.Arbitrary<Run> = fc.record({
  steps: fc.array(step, { maxLength: 80 }),
  faults: fc.array(fc.constantFrom<AppendFault>('none', 'none', 'lost', 'unknown'), {
    minLength: 1,
    maxLength: 40,
  }),
});

function createHandler(store: EventStore) {
  return createCommandHandler({
    store,
    clock: impatient,
    ids: createTestIds(),
    decider: account,
    knows: isAccountEvent,
    check: checkAccountEvent,
    cachedStreams: 1,
  });
}

async function carryOut({ steps, faults }: Run) {
  const log = createMemoryEventStore();
  const store = createFaultyEventStore(log, (append) => faults[append % faults.length] ?? 'none');
  const handlers = [createHandler(store), createHandler(store), createHandler(store)];
  const answers: Promise<Answered>[] = [];
  for (const [index, { command: wanted, id, handler, waits, crash }] of steps.entries()) {
    if (crash) handlers[handler] = createHandler(store);
    // One id always means one command; who sends it again may send it anywhere.
    const commandId = `command-${id}`;
    const original = steps.find((other) => other.id === id)?.command ?? wanted;
    const outcome = handlers[handler]?.({
      stream: 'account-1',
      command: original,
      commandId,
      correlationId: `${index}`,
    });
    answers.push(answered(commandId, outcome));
    if (waits) await Promise.all(answers);
  }
  const all = await Promise.all(answers);
  return { log: await log.readStream('account-1'), answers: all };
}

/** A fault is no answer: nobody knows what came of the command. */
async function answered(
  commandId: string,
  outcome: Promise<Outcome<AccountEvent, Rejection>> | undefined,
): Promise<Answered> {
  try {
    const known = await outcome;
    return known === undefined ? { commandId } : { commandId, outcome: known };
  } catch {
    return { commandId };
  }
}

describe('random commands with crashes, repeats and a log that does not always answer', () => {
  it('keep the invariants of the decider at every event', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (random) => {
        const { log } = await carryOut(random);
        let state = account.initialState();
        for (const event of log.filter(isAccountEvent)) {
          expect(state.closed).toBe(false);
          state = account.evolve(state, event);
          expect(state.balance).toBeGreaterThanOrEqual(0);
          expect(state.balance).toBeLessThanOrEqual(accountLimit);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('take effect at most once, and exactly as they were answered', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (random) => {
        const { log, answers } = await carryOut(random);
        const commandIds = log.map((event) => event.metadata.commandId);
        expect(new Set(commandIds).size).toBe(commandIds.length);
        for (const { commandId, outcome } of answers) {
          if (outcome?.kind !== 'accepted' || outcome.events.length === 0) continue;
          const event = log.find((recorded) => recorded.metadata.commandId === commandId);
          expect(outcome.events).toMatchObject([{ type: event?.type, data: event?.data }]);
          expect(outcome.position).toBeGreaterThanOrEqual(event?.position ?? Infinity);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leave a log without gaps, in which each event has an id of its own', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (random) => {
        const { log } = await carryOut(random);
        expect(log.map((event) => event.revision)).toEqual(log.map((_, index) => index));
        expect(new Set(log.map((event) => event.eventId)).size).toBe(log.length);
      }),
      { numRuns: 100 },
    );
  });
});
