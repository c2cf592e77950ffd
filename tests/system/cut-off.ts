/** A connection that can be cut: what is behind it hears nothing, reaches nobody, and knows nothing of it. */
import { type EventStore, Unavailable } from '@atms/eventsourcing';
import type { ServicePorts } from '@atms/platform/service';
import { createGate, createVirtualClock, type Gate } from '@atms/testkit';

export interface CutOff {
  /** The ports of the services behind the connection. */
  readonly ports: ServicePorts;
  /**
   * From now on nothing of the log comes through, no command is answered, no time passes, and what is to be appended
   * waits.
   */
  cut(): void;
  /** What waited is appended first; only then is the log heard again. */
  heal(): Promise<void>;
}

/** Its services have a clock of their own, which stands still: so no fence of theirs falls, as if the machine slept. */
export function createCutOff(ports: ServicePorts): CutOff {
  let whole: Gate | undefined;
  let heard: Gate | undefined;
  const late: Promise<unknown>[] = [];
  return {
    ports: {
      ...ports,
      clock: createVirtualClock(ports.clock.now()),
      store: {
        ...storeOf(ports),
        async append(append) {
          if (whole === undefined) return ports.store.append(append);
          const appended = whole.opened.then(() => ports.store.append(append));
          late.push(appended);
          return appended;
        },
        subscribe: (subscription) =>
          ports.store.subscribe({
            ...subscription,
            async onEvents(events) {
              await heard?.opened;
              await subscription.onEvents(events);
            },
          }),
      },
      commands: {
        serve: ports.commands.serve,
        async request(request) {
          if (whole !== undefined) throw new Unavailable('The connection is cut');
          return ports.commands.request(request);
        },
      },
    },
    cut() {
      whole = createGate();
      heard = createGate();
    },
    async heal() {
      whole?.open();
      whole = undefined;
      await Promise.allSettled(late);
      heard?.open();
      heard = undefined;
    },
  };
}

/** The methods of a store whose methods may lie on its class. */
function storeOf({ store }: ServicePorts): EventStore {
  return {
    append: (append) => store.append(append),
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    head: () => store.head(),
    subscribe: (options) => store.subscribe(options),
  };
}
