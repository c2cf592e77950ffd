/** `/api/events/stream`: the log's events as Server-Sent Events, those that are there and those that come. */
import { type Logger, messageOf } from '@atms/eventsourcing';
import { answerEventStream, answerProblem, eventText, keepAliveText } from '@atms/platform/http';
import type { Context, Hono } from 'hono';
import type { EventFilter } from '../queries/event-search.ts';
import type { OperationQueries } from '../queries/operation-queries.ts';
import type { MonitoringQueries } from '../queries/queries.ts';
import type { Reference } from '../queries/references.ts';
import { answerFound } from './answer-reference.ts';
import { type EventSources, pollEvents } from './event-poll.ts';
import { readPlace } from './request-values.ts';

export interface StreamSources extends Pick<EventSources, 'progress' | 'clock'> {
  readonly queries: Pick<MonitoringQueries, 'workflow' | 'task'>;
  readonly operations: Pick<OperationQueries, 'searchEvents'>;
  /** Position of the log's last event; the read models may stand before it. */
  readonly logHead: () => Promise<number>;
  readonly stopping: AbortSignal;
  readonly log: Pick<Logger, 'error'>;
  readonly streamLimits?: Partial<StreamLimits>;
}

export interface StreamLimits {
  /** How many may be open at once. */
  readonly streams: number;
  readonly keepAliveMs: number;
  /** How long a reader may take for one piece before it is cut off. */
  readonly stallMs: number;
}

const usual: StreamLimits = { streams: 64, keepAliveMs: 15_000, stallMs: 30_000 };
/** What is in memory for one stream at once. */
const eventsPerPiece = 100;
/** After an end, a reader comes again by itself after so long. */
const greeting = 'retry: 2000\n\n';

export function addEventStream(app: Hono, sources: StreamSources): void {
  const limits = { ...usual, ...sources.streamLimits };
  let open = 0;
  const onEnd = () => {
    open -= 1;
  };
  const onError = (error: unknown) =>
    sources.log.error(`A stream of events has failed: ${messageOf(error)}`);
  app.get('/api/events/stream', async (context) => {
    const after = readPlace(context, sources.progress.position());
    const head = after === 0 ? 0 : await sources.logHead();
    if (after > head) return beyondEnd(context, { after, head });
    const filter = await filterOf(context, sources.queries);
    return answerFound(context, filter, (found) => {
      if (open >= limits.streams) return tooMany(context, limits);
      open += 1;
      const { clock } = sources;
      const pieces = (signal: AbortSignal) =>
        eventPieces(sources, { filter: found, after, signal, waitMs: limits.keepAliveMs });
      const { stallMs } = limits;
      return answerEventStream(context, { pieces, clock, stallMs, onEnd, onError });
    });
  });
}

interface Wanted {
  readonly filter: EventFilter;
  readonly after: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Every event once, in the order of the log; a comment when there was none for a while. */
async function* eventPieces(sources: StreamSources, wanted: Wanted): AsyncGenerator<string> {
  const { progress, clock, operations, stopping } = sources;
  const { filter, waitMs } = wanted;
  const signal = AbortSignal.any([wanted.signal, stopping]);
  let { after } = wanted;
  yield greeting;
  while (!signal.aborted) {
    const search = { ...filter, after, limit: eventsPerPiece, end: 'first' } as const;
    const from = { progress, clock, events: () => operations.searchEvents(search) };
    const { events, head } = await pollEvents(from, {
      after,
      limit: eventsPerPiece,
      waitMs,
      signal,
    });
    // Without events nothing that is wanted stands before `head`, so that the next search need not look there.
    after = events.at(-1)?.position ?? Math.max(after, head);
    if (events.length > 0) yield events.map(pieceOf).join('');
    else if (!signal.aborted) yield keepAliveText;
  }
}

function pieceOf(event: { readonly position: number; readonly type: string }): string {
  return eventText({ id: String(event.position), event: event.type, data: event });
}

async function filterOf(
  context: Context,
  queries: StreamSources['queries'],
): Promise<Reference<EventFilter>> {
  const { workflow, task } = context.req.query();
  const ofWorkflow = workflow === undefined ? undefined : await queries.workflow(workflow);
  if (ofWorkflow !== undefined && ofWorkflow.kind !== 'found') return ofWorkflow;
  const ofTask = task === undefined ? undefined : await queries.task(task);
  if (ofTask !== undefined && ofTask.kind !== 'found') return ofTask;
  return {
    kind: 'found',
    found: {
      ...(ofWorkflow === undefined ? {} : { workflowId: ofWorkflow.found.workflowId }),
      ...(ofTask === undefined ? {} : { taskId: ofTask.found.taskId }),
    },
  };
}

/** The reader has seen another log, such as one that was begun anew: what it knows is not what stands here. */
function beyondEnd(
  context: Context,
  { after, head }: { readonly after: number; readonly head: number },
): Response {
  const detail = `The log ends at position ${head}, before ${after}: this is another log, so begin anew, without a position`;
  return answerProblem(context, {
    status: 409,
    code: 'position-beyond-end',
    detail,
    fields: { head },
  });
}

function tooMany(context: Context, { streams }: StreamLimits): Response {
  const detail = `${streams} streams of events are open, and more there cannot be`;
  const problem = { status: 503, code: 'too-many-streams', detail } as const;
  return answerProblem(context, problem, { 'retry-after': '5' });
}
