/**
 * Follows the log and hands row changes to the writer.
 *
 * Owns: how far this replica knows the tables to be, and the events that wait to be written.
 * Does not own: the checkpoint itself, which stands in the database.
 *
 * 1. The position only grows.
 * 2. Whoever finds the checkpoint moved by another replica reads on from there.
 * 3. Events are gathered for a moment, because a transaction costs more than what is written in it; who waits for a
 *    position does not wait for that moment.
 * 4. After a failure nothing more is written, and everybody who waits is told.
 */
import {
  AtmsError,
  Cancelled,
  type ProjectionRun,
  type ProjectionRunOptions,
  type RecordedEvent,
  Unavailable,
} from '@atms/eventsourcing';
import type { ProjectionWriter } from './projection-writer.ts';

/** A transaction holds up the event loop for as long as it writes. */
const eventsPerTransaction = 500;

/** How long what was read may wait for more, when nobody waits for it: longer where writing takes long. */
const gatherMs = { atLeast: 50, timesWriting: 10, atMost: 500 };

export interface GatheringRun extends ProjectionRun {
  /** Resolves once what was read so far is in the tables. Fails never: who waits for a position is told of failures. */
  writeGathered(): Promise<void>;
}

/** Resolves once the tables hold everything that was in the log at the call. */
export async function runProjection(
  options: ProjectionRunOptions,
  writer: ProjectionWriter,
): Promise<GatheringRun> {
  const { after, head } = await findPlace(options, writer);
  const progress = createProgress(after);
  const gathered = createGathered({ options, writer, progress });
  const subscription = options.store.subscribe({
    after,
    onEvents: (events) => gathered.take(events),
    onFailure: gathered.fail,
  });
  const run: GatheringRun = {
    ...progress.run,
    writeGathered: gathered.flush,
    reached(position) {
      const reached = progress.run.reached(position);
      gathered.hurry();
      return reached;
    },
    async close() {
      await subscription.close();
      await gathered.flush();
      progress.close();
    },
  };
  await run.reached(head);
  return run;
}

interface GatheredOptions {
  readonly options: ProjectionRunOptions;
  readonly writer: ProjectionWriter;
  readonly progress: Progress;
}

/** What was read and is not written yet: written when it is much, when somebody waits for it, or after a moment. */
function createGathered({ options, writer, progress }: GatheredOptions) {
  let waiting: RecordedEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let failed = false;
  let lastWriteMs = 0;

  const fail = (error: unknown) => {
    if (failed) return;
    failed = true;
    waiting = [];
    progress.fail(error);
    options.onFailure(error);
  };
  const writeAll = async () => {
    try {
      while (waiting.length > 0 && !failed) {
        const batch = waiting.slice(0, eventsPerTransaction);
        waiting = waiting.slice(eventsPerTransaction);
        const startedMs = performance.now();
        await writeBatch({ options, writer, progress }, batch);
        lastWriteMs = performance.now() - startedMs;
      }
    } catch (error) {
      fail(error);
    } finally {
      // At once, and not a turn later: what is taken in between would wait for a writing that has ended.
      writing = undefined;
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) writing ??= writeAll();
    await writing;
  };
  const isAwaited = () => progress.isAwaited(waiting.at(-1)?.position ?? 0);
  return {
    fail,
    hurry: () => void (isAwaited() && flush()),
    async take(events: readonly RecordedEvent[]): Promise<void> {
      if (failed) return;
      waiting.push(...events);
      if (waiting.length >= eventsPerTransaction || isAwaited()) await flush();
      else timer ??= setTimeout(() => void flush(), gatherFor(lastWriteMs));
    },
    flush,
  };
}

function gatherFor(lastWriteMs: number): number {
  const { atLeast, timesWriting, atMost } = gatherMs;
  return Math.min(atMost, Math.max(atLeast, timesWriting * lastWriteMs));
}

/** Of events that another replica has written meanwhile nothing is written again. */
async function writeBatch(
  { options, writer, progress }: GatheredOptions,
  batch: readonly RecordedEvent[],
): Promise<void> {
  for (;;) {
    const from = progress.position();
    const events = batch.filter((event) => event.position > from);
    const to = events.at(-1)?.position;
    if (to === undefined) return;
    const changes = events.flatMap(options.projection.project);
    const moved = await writer.write({ from, to, changes });
    if (moved < from) throw movedBack(options.projection.name, from, moved);
    progress.advance(moved);
  }
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
  /** Whether somebody waits for this position, or for one before it. */
  isAwaited(position: number): boolean;
  advance(position: number): void;
  fail(error: unknown): void;
  /** Who waits for what will not come is told so. */
  close(): void;
}

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function createProgress(start: number): Progress {
  let position = start;
  let failure: Error | undefined;
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
  const end = (reason: Error) => {
    failure ??= reason;
    for (const waiter of takeDue(() => true)) waiter.reject(failure);
  };
  const onAdvance = (listener: (position: number) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    run: { position: () => position, reached, onAdvance },
    position: () => position,
    isAwaited: (reachable) => waiters.some((each) => each.position <= reachable),
    advance(next) {
      position = next;
      for (const waiter of takeDue((each) => each.position <= next)) waiter.resolve();
      for (const listener of listeners) listener(next);
    },
    fail: (error) =>
      end(new Unavailable('The read models have stopped; what they show is out of date', error)),
    close: () => end(new Cancelled('The read models are closed')),
  };
}
