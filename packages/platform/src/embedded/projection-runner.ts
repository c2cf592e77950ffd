/**
 * Follows the log and hands row changes to the writer.
 *
 * Owns: how far this replica knows the tables to be. Does not own: the checkpoint itself, which stands in the database.
 *
 * 1. The position only grows.
 * 2. Whoever finds the checkpoint moved by another replica reads on from there.
 * 3. After a failure nothing more is written, and everybody who waits is told.
 */
import {
  AtmsError,
  type ProjectionRun,
  type ProjectionRunOptions,
  type RecordedEvent,
  Unavailable,
} from '@atms/eventsourcing';
import type { ProjectionWriter } from './projection-writer.ts';

/** A transaction holds up the event loop for as long as it writes. */
const eventsPerTransaction = 250;

/** Resolves once the tables hold everything that was in the log at the call. */
export async function runProjection(
  options: ProjectionRunOptions,
  writer: ProjectionWriter,
): Promise<ProjectionRun> {
  const { after, head } = await findPlace(options, writer);
  const progress = createProgress(after);
  const write = async (events: readonly RecordedEvent[]) => {
    const from = progress.position();
    const to = events.at(-1)?.position ?? from;
    const moved = await writer.write({
      from,
      to,
      changes: events.flatMap(options.projection.project),
    });
    if (moved < from) throw movedBack(options.projection.name, from, moved);
    progress.advance(moved);
  };
  const subscription = options.store.subscribe({
    after,
    onEvents: async (events) => {
      for (;;) {
        const rest = events.filter((event) => event.position > progress.position());
        if (rest.length === 0) return;
        await write(rest.slice(0, eventsPerTransaction));
      }
    },
    onFailure: (error) => {
      progress.fail(error);
      options.onFailure(error);
    },
  });
  const run = { ...progress.run, close: () => subscription.close() };
  await run.reached(head);
  return run;
}

/** A checkpoint beyond the end of the log is one of another log: the tables are filled anew. */
async function findPlace(
  { store }: ProjectionRunOptions,
  writer: ProjectionWriter,
): Promise<{ readonly after: number; readonly head: number }> {
  const after = await writer.prepare();
  const head = await store.head();
  if (after <= head) return { after, head };
  await writer.reset();
  return { after: 0, head };
}

function movedBack(name: string, from: number, to: number): AtmsError {
  return new AtmsError(
    'projection-moved-back',
    `The read model ${name} went back from ${from} to ${to}`,
  );
}

interface Progress {
  readonly run: Omit<ProjectionRun, 'close'>;
  position(): number;
  advance(position: number): void;
  fail(error: unknown): void;
}

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function createProgress(start: number): Progress {
  let position = start;
  let failure: Unavailable | undefined;
  let waiters: readonly Waiter[] = [];
  const listeners = new Set<(position: number) => void>();
  const takeDue = (isDue: (waiter: Waiter) => boolean) => {
    const due = waiters.filter(isDue);
    waiters = waiters.filter((waiter) => !isDue(waiter));
    return due;
  };
  const reached = (wanted: number) => {
    if (wanted <= position) return Promise.resolve();
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise<void>((resolve, reject) => {
      waiters = [...waiters, { position: wanted, resolve, reject }];
    });
  };
  const onAdvance = (listener: (position: number) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    run: { position: () => position, reached, onAdvance },
    position: () => position,
    advance(next) {
      position = next;
      for (const waiter of takeDue((each) => each.position <= next)) waiter.resolve();
      for (const listener of listeners) listener(next);
    },
    fail(error) {
      failure = new Unavailable(
        'The read models have stopped; what they show is out of date',
        error,
      );
      for (const waiter of takeDue(() => true)) waiter.reject(failure);
    },
  };
}
