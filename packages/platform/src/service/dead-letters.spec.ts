import { describe, expect, it } from 'vitest';
import { streams } from '@atms/contracts';
import type { EventStore, RecordedEvent } from '@atms/eventsourcing';
import { createGate } from '@atms/testkit';
import { recordDeadLetter } from './dead-letters.ts';
import { createConsumer } from './reactor.ts';
import { consuming, createTask, heldBack } from './testing/consuming.ts';

const consumer = 'queue__task-manager';

/** A consumer that fails at task `bad` as long as it is told to, and what it was handed. */
async function failing(options: Parameters<typeof consuming>[0] = {}) {
  const parts = await consuming(options);
  const { ports } = parts;
  const handled: string[] = [];
  const control = { fails: true };
  const part = createConsumer({
    ...parts,
    handle: async ({ data }) => {
      const taskId = taskIdOf(data);
      handled.push(taskId);
      if (taskId === 'bad' && control.fails) throw new Error('The handler has a bug');
    },
  });
  await part.start();
  let commands = 0;
  const redrive = (event: Pick<RecordedEvent, 'eventId'>, change: Partial<Redrive> = {}) =>
    ports.commands.request({
      service: 'queue',
      name: 'RedriveDeadLetter',
      commandId: change.commandId ?? `redrive-${++commands}`,
      payload: { consumer: change.consumer ?? consumer, eventId: event.eventId, by: 'pat' },
    });
  const letters = ({ eventId }: RecordedEvent) =>
    ports.store.readStream(streams.deadLetter(consumer, eventId));
  return { ...parts, part, handled, control, redrive, letters };
}

interface Redrive {
  readonly consumer: string;
  readonly commandId: string;
}

/** Long enough for every try of a handler. */
const aWhile = 60_000;

describe('an event that its handler cannot take', () => {
  it('becomes a dead letter after some tries, and the others go on', async () => {
    const { ports, handled, letters } = await failing();
    const bad = await createTask(ports, 'bad');
    await createTask(ports, 'good');
    await ports.clock.advance(aWhile);
    expect(handled.filter((taskId) => taskId === 'good')).toHaveLength(1);
    expect(handled.filter((taskId) => taskId === 'bad')).toHaveLength(5);
    expect(await letters(bad)).toMatchObject([
      {
        type: 'deadletter.recorded',
        data: {
          consumer,
          eventId: bad.eventId,
          eventType: 'task.created',
          position: bad.position,
          deliveries: 5,
          error: 'The handler has a bug',
          workflowId: 'W',
          taskId: 'bad',
          attempt: 1,
        },
        metadata: { correlationId: 'workflow-1', causationId: bad.eventId },
      },
    ]);
    expect(ports.complaints.join()).toContain('gave up on task.created at queue__task-manager');
  });

  it('stays until the dead letter stands in the log', async () => {
    let refusals = 2;
    const { ports, handled, letters } = await failing({
      storeOf: (store) => refusing(store, 'deadLetter-', () => refusals-- > 0),
    });
    const bad = await createTask(ports, 'bad');
    await ports.clock.advance(aWhile);
    expect(handled).toHaveLength(7);
    expect(await letters(bad)).toMatchObject([{ data: { deliveries: 7 } }]);
  });
});

describe('a redrive', () => {
  /** With one dead letter. */
  async function deadLetter(options: Parameters<typeof consuming>[0] = {}) {
    const all = await failing(options);
    const bad = await createTask(all.ports, 'bad');
    await all.ports.clock.advance(aWhile);
    all.handled.splice(0);
    return { ...all, bad };
  }

  it('hands the event to its handler once more, and is recorded when that has taken it', async () => {
    const { control, handled, letters, redrive, bad } = await deadLetter();
    control.fails = false;
    expect(await redrive(bad)).toMatchObject({ kind: 'accepted', position: 3 });
    expect(handled).toEqual(['bad']);
    expect((await letters(bad))[1]).toMatchObject({
      type: 'deadletter.redriven',
      data: { consumer, eventId: bad.eventId, position: bad.position, by: 'pat' },
      metadata: { commandId: 'redrive-1', correlationId: 'workflow-1' },
    });
  });

  it('that fails says why, and the letter stays open', async () => {
    const { control, letters, redrive, bad } = await deadLetter();
    expect(await redrive(bad)).toMatchObject({
      kind: 'rejected',
      code: 'redrive-failed',
      message: 'It failed again: The handler has a bug',
    });
    expect(await letters(bad)).toHaveLength(1);
    control.fails = false;
    expect(await redrive(bad)).toMatchObject({ kind: 'accepted' });
  });

  it('of a letter that was redriven is refused, and nothing is handled twice', async () => {
    const { control, handled, redrive, bad } = await deadLetter();
    control.fails = false;
    await redrive(bad);
    expect(await redrive(bad)).toMatchObject({ kind: 'rejected', code: 'dead-letter-not-open' });
    expect(handled).toEqual(['bad']);
  });

  it('that is asked again, because its answer was lost, is answered the same', async () => {
    const { control, handled, redrive, bad } = await deadLetter();
    control.fails = false;
    const answer = await redrive(bad, { commandId: 'same' });
    expect(await redrive(bad, { commandId: 'same' })).toEqual(answer);
    expect(handled).toEqual(['bad']);
  });

  it('of what is no dead letter here is refused', async () => {
    const { ports, handled, redrive, bad } = await deadLetter();
    const notFound = { kind: 'rejected', code: 'dead-letter-not-found' };
    expect(await redrive({ eventId: 'other' })).toMatchObject(notFound);
    const other = { consumer: 'task-manager__executor' };
    await recordDeadLetter(ports, { ...other, event: bad, deliveries: 1, error: '' });
    expect(await redrive(bad, other)).toMatchObject(notFound);
    expect(handled).toEqual([]);
  });

  it('of an event that does not stand where the letter says is refused', async () => {
    const { ports, handled, redrive, bad } = await deadLetter();
    const event = { ...bad, eventId: 'moved' };
    await recordDeadLetter(ports, { consumer, event, deliveries: 1, error: '' });
    expect(await redrive(event)).toMatchObject({ kind: 'rejected', code: 'event-not-found' });
    expect(handled).toEqual([]);
  });

  it('waits until the view has reached the event, as every delivery does', async () => {
    const gate = createGate();
    const { ports, control, handled, redrive } = await failing({
      viewOf: (store) => heldBack(store, gate.opened),
    });
    control.fails = false;
    const event = await createTask(ports, 'bad');
    await recordDeadLetter(ports, { consumer, event, deliveries: 1, error: 'The disk was full' });
    const answer = redrive(event);
    await ports.clock.advance(aWhile);
    expect(handled).toEqual([]);
    gate.open();
    expect(await answer).toMatchObject({ kind: 'accepted' });
    expect(handled).toContain('bad');
  });
});

/** A log that refuses some appends to streams of one kind. */
function refusing(store: EventStore, streamPrefix: string, refuses: () => boolean): EventStore {
  return {
    ...store,
    append: async (append) => {
      if (append.stream.startsWith(streamPrefix) && refuses()) throw new Error('The disk is full');
      return store.append(append);
    },
  };
}

function taskIdOf(data: unknown): string {
  const taskId = typeof data === 'object' && data !== null && 'taskId' in data ? data.taskId : '';
  return typeof taskId === 'string' ? taskId : '';
}
