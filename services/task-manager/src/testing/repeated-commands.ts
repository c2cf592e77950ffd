import {
  createCommandHandler,
  type Decider,
  type PlainEvent,
  type RecordedEvent,
  type Rejection,
} from '@atms/eventsourcing';
import { createMemoryPorts } from '@atms/testkit';

/**
 * What stands in the log after commands that were sent through a command handler, one after the other: each of them
 * `times` times at once, as a bus that delivers twice does. Every second one goes to another replica.
 */
export async function logOf<Command, State, Event extends PlainEvent>(
  decider: Decider<Command, State, Event, Rejection>,
  commands: readonly Command[],
  times: number,
): Promise<readonly Event[]> {
  const { store, ids, clock } = createMemoryPorts();
  const knows = (_event: RecordedEvent): _event is RecordedEvent & Event => true;
  const open = () => createCommandHandler({ store, ids, clock, decider, knows, check: () => {} });
  const [one, other] = [open(), open()];
  for (const [index, command] of commands.entries()) {
    const sent = { stream: 'stream-1', commandId: `${index}`, correlationId: 'W', command };
    const replicas = Array.from({ length: times }, (_, time) => (time % 2 === 0 ? one : other));
    await Promise.all(replicas.map((replica) => replica(sent)));
  }
  const recorded = await store.readStream('stream-1');
  return recorded.filter(knows).map(({ type, data }) => ({ type, data }) as Event);
}
