import type { EventDetail, EventView, PolledEvents } from '@atms/monitoring';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { eventRow } from '../render/event-row.ts';
import { openLooking } from '../run/looking.ts';
import type { Looking } from '../run/looking.ts';
import { plainJson } from '../render/plain-json.ts';

export interface TailRequest {
  readonly follow: boolean;
  /** How many of those so far are shown first. */
  readonly lines: number;
  readonly workflow?: string;
  readonly task?: string;
  readonly type?: string;
}

/** The last events; with `follow` also those to come, whichever process works, until it is interrupted. */
export async function tailEvents(context: CommandContext, request: TailRequest): Promise<number> {
  if (!request.follow) {
    await showPast(context, request);
    return exitCodes.done;
  }
  // Before the first line: who has read it may interrupt.
  const interrupts = listenForInterrupts(() => undefined);
  try {
    const { looking, after } = await showPast(context, request);
    await followEvents(context, looking, { request, after, stopping: interrupts.stopping });
    return exitCodes.interrupted;
  } finally {
    interrupts.end();
  }
}

async function showPast(
  context: CommandContext,
  request: TailRequest,
): Promise<{ readonly looking: Looking; readonly after: number }> {
  const looking = await openLooking(context);
  const past = await read(looking, { ...filterOf(request), last: String(request.lines) });
  past.events.forEach((event) => show(event, context));
  return { looking, after: Math.max(past.head, past.events.at(-1)?.position ?? 0) };
}

interface Following {
  readonly request: TailRequest;
  readonly after: number;
  readonly stopping: AbortSignal;
}

const waitMs = 500;
const pageSize = 500;

async function followEvents(
  context: CommandContext,
  looking: Looking,
  { request, after: first, stopping }: Following,
): Promise<void> {
  let after = first;
  while (!stopping.aborted) {
    // Nothing happens while nobody works; asking again and again would hold the data directory.
    if ((await looking.holder()) === undefined) await looking.untilServed(stopping);
    const wanted = { after: String(after), limit: String(pageSize), waitMs: String(waitMs) };
    const { events, head } = await read(looking, { ...filterOf(request), ...wanted });
    events.forEach((event) => show(event, context));
    const last = events.at(-1)?.position ?? after;
    after = events.length < pageSize ? Math.max(head, last) : last;
  }
}

function filterOf({ workflow, task, type }: TailRequest): Readonly<Record<string, string>> {
  return {
    ...(workflow === undefined ? {} : { workflow }),
    ...(task === undefined ? {} : { task }),
    ...(type === undefined ? {} : { type }),
  };
}

function read(looking: Looking, query: Readonly<Record<string, string>>): Promise<PolledEvents> {
  const path = `/api/events/search?${new URLSearchParams(query).toString()}`;
  return looking.ask((client) => client.get<PolledEvents>(path));
}

function show(event: EventView, { terminal, colours, json }: CommandContext): void {
  terminal.out(json ? JSON.stringify(event) : eventRow(event, colours));
}

/** One event with everything that stands in the log. */
export function showEvent(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client) => {
    const event = await client.get<EventDetail>(`/api/events/${encodeURIComponent(ref)}`);
    context.terminal.out(context.json ? JSON.stringify(event) : plainJson(event));
    return exitCodes.done;
  });
}
