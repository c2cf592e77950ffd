import type { LogBusPorts } from '../log-bus/log-bus-ports.ts';
import { createLogEventBus, type LogEventBus } from '../log-bus/log-event-bus.ts';
import { defaultRetry, type RetryPolicy } from '../log-bus/retry-policy.ts';
import { createRoughness, smooth } from '../log-bus/roughness.ts';
import { createSeededRandom } from '../seeded-random.ts';

export interface MemoryEventBusOptions extends Pick<LogBusPorts, 'store' | 'clock' | 'sourceOf'> {
  readonly rough?: { readonly seed: number };
  readonly retry?: Partial<RetryPolicy>;
}

/** A bus whose cursors live as long as the object. */
export function createMemoryEventBus(options: MemoryEventBusOptions): LogEventBus {
  const cursors = new Map<string, number>();
  return createLogEventBus({
    ...options,
    retry: { ...defaultRetry, ...options.retry },
    roughness: options.rough === undefined ? smooth : createRoughness(options.rough.seed),
    random: createSeededRandom(options.rough?.seed ?? 1),
    cursors: {
      load: (durable) => cursors.get(durable) ?? 0,
      save: (durable, position) => void cursors.set(durable, position),
    },
    onHandlerFailure: () => {},
    onFailure: () => {},
  });
}
