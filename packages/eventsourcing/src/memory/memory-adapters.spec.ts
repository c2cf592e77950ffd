import {
  blobStoreContract,
  commandBusContract,
  createVirtualClock,
  eventBusContract,
  eventStoreContract,
  roughEventBusContract,
  sha256,
  signalsContract,
  testRetry,
  testSourceOf,
} from '@atms/testkit';
import { createDirectCommandBus } from './direct-command-bus.ts';
import { createLocalSignals } from './local-signals.ts';
import { createMemoryBlobStore } from './memory-blob-store.ts';
import { createMemoryEventBus } from './memory-event-bus.ts';
import { createMemoryEventStore } from './memory-event-store.ts';

const nothingToClose = { close: async () => {} };

async function openBus(rough?: { readonly seed: number }) {
  const store = createMemoryEventStore();
  const clock = createVirtualClock();
  const roughness = rough === undefined ? {} : { rough };
  const bus = createMemoryEventBus({
    store,
    clock,
    sourceOf: testSourceOf,
    retry: testRetry,
    ...roughness,
  });
  const { advance } = clock;
  return { store, bus, clock, advance, redeliver: bus.redeliver, ...nothingToClose };
}

eventStoreContract('memory', async () => ({ store: createMemoryEventStore(), ...nothingToClose }), {
  forgets: 'it lives as long as the object',
});
eventBusContract('memory', () => openBus());
roughEventBusContract('memory', (seed) => openBus({ seed }));
commandBusContract('direct', async () => ({ bus: createDirectCommandBus(), ...nothingToClose }));
signalsContract('local', async () => ({ signals: createLocalSignals(), ...nothingToClose }));
blobStoreContract('memory', async () => ({
  blobs: createMemoryBlobStore(sha256),
  ...nothingToClose,
}));
