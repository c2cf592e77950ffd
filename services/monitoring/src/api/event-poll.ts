import type { Clock, ProjectionRun } from '@atms/eventsourcing';
import { z } from 'zod';
import type { EventsWanted } from '../queries/event-queries.ts';
import { count, list } from '../queries/view-values.ts';
import { type EventView, eventView } from '../queries/views.ts';

export interface EventPoll extends EventsWanted {
  readonly waitMs: number;
  /** Ends the waiting: the client is gone. */
  readonly signal: AbortSignal;
}

export const polledEvents = z.object({
  events: list(eventView),
  head: count.describe(
    'Where the read models were. Poll on after the last event; after `head` when there was none, or when there were fewer than the limit',
  ),
});
export type PolledEvents = z.infer<typeof polledEvents>;

export interface EventSources {
  readonly events: (wanted: EventsWanted) => Promise<readonly EventView[]>;
  readonly progress: Pick<ProjectionRun, 'position' | 'onAdvance'>;
  readonly clock: Clock;
}

/** Answers at once when there is something; else when there is, or when the time is over. */
export async function pollEvents(sources: EventSources, poll: EventPoll): Promise<PolledEvents> {
  const deadline = sources.clock.monotonicMs() + poll.waitMs;
  for (;;) {
    // Before the query: what it may miss is then after `head` and comes with the next poll.
    const head = sources.progress.position();
    const events = await sources.events(poll);
    const remaining = deadline - sources.clock.monotonicMs();
    if (events.length > 0 || remaining <= 0 || poll.signal.aborted) return { events, head };
    await advanceBeyond(head, remaining, { ...sources, signal: poll.signal });
  }
}

interface Waking extends Pick<EventSources, 'progress' | 'clock'> {
  readonly signal: AbortSignal;
}

/** Resolves once the view is beyond `head`, after `ms`, or when the client is gone. */
function advanceBeyond(head: number, ms: number, waking: Waking): Promise<void> {
  const { progress, clock, signal } = waking;
  return new Promise((resolve) => {
    const end = () => {
      stopListening();
      stopTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stopListening = progress.onAdvance(end);
    const stopTimer = clock.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
    // It may have advanced while the query ran.
    if (progress.position() > head || signal.aborted) end();
  });
}
