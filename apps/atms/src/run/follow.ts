/**
 * Follows one workflow until it ends, until nothing moves without a person, or until the person interrupts.
 *
 * Owns: what was shown so far. Does not own: the work; that goes on whether or not anybody follows.
 *
 * 1. Each event is shown once, in the order of the log.
 * 2. Everything up to the end is shown before `ended` is answered.
 */
import { hasCode } from '@atms/eventsourcing';
import type { EventView, PolledEvents, WorkflowDetail } from '@atms/monitoring';
import { progressLines } from '../render/progress.ts';
import type { LiveView } from '../render/live-view.ts';
import type { CommandContext } from '../command-context.ts';
import { eventLine } from './event-line.ts';
import { progressOf } from './progress-of.ts';
import type { Session } from './session.ts';

export interface FollowOptions {
  readonly context: CommandContext;
  readonly session: Session;
  readonly workflowId: string;
  /** Events up to here have been shown, or are older than this run. */
  readonly after: number;
  readonly view: LiveView;
  readonly stopping: AbortSignal;
}

export interface Followed {
  readonly outcome: 'ended' | 'waits' | 'interrupted';
  readonly workflow: WorkflowDetail;
  /** To go on from, when the person has settled what it waited for. */
  readonly after: number;
}

const pageSize = 200;
/** How long one request may wait for the next event; also how often times on the screen change. */
const waitMs = 500;

export async function follow(options: FollowOptions): Promise<Followed> {
  let { after } = options;
  for (;;) {
    try {
      // The state first: every event that led to it is then there to be shown.
      const workflow = await readWorkflow(options);
      after = await showEvents(options, after);
      const outcome = outcomeOf(workflow, options.stopping);
      if (outcome !== undefined) return { outcome, workflow, after };
      draw(options, workflow);
    } catch (error) {
      await takeOver(options, error);
    }
  }
}

function readWorkflow({ session, workflowId }: FollowOptions): Promise<WorkflowDetail> {
  return session.client().get<WorkflowDetail>(`/api/workflows/${workflowId}`);
}

/** Shows what is there, and waits a moment for more when there is nothing. */
async function showEvents(options: FollowOptions, from: number): Promise<number> {
  let after = from;
  for (let wait = waitMs; ; wait = 0) {
    const events = await readEvents(options, { after, waitMs: wait });
    for (const event of events) show(event, options);
    after = events.at(-1)?.position ?? after;
    if (events.length < pageSize) return after;
  }
}

async function readEvents(
  { session, workflowId }: FollowOptions,
  page: { readonly after: number; readonly waitMs: number },
): Promise<readonly EventView[]> {
  const query = new URLSearchParams({
    workflow: workflowId,
    after: String(page.after),
    limit: String(pageSize),
    waitMs: String(page.waitMs),
  });
  const { events } = await session
    .client()
    .get<PolledEvents>(`/api/events?${query}`);
  return events;
}

function show(event: EventView, { context, view }: FollowOptions): void {
  if (context.json) return context.terminal.out(JSON.stringify(event));
  const line = eventLine(event, context.colours);
  if (line !== undefined) view.say(line);
}

function draw({ context, view }: FollowOptions, workflow: WorkflowDetail): void {
  const { terminal, colours } = context;
  if (!terminal.isLive) return;
  const frame = { columns: terminal.columns() - 1, rows: terminal.rows() - 1, colours };
  view.draw(progressLines(progressOf(workflow, Date.now()), frame));
}

function outcomeOf(
  workflow: WorkflowDetail,
  stopping: AbortSignal,
): Followed['outcome'] | undefined {
  if (workflow.endedAt !== null) return 'ended';
  if (stopping.aborted) return 'interrupted';
  return workflow.waitsForPerson ? 'waits' : undefined;
}

/** The process that carried the work out has ended before us: from now on this one does. */
async function takeOver({ session, view }: FollowOptions, error: unknown): Promise<void> {
  const pid = session.holderPid();
  if (pid === undefined || !hasCode(error, 'unavailable')) throw error;
  view.say(`Process ${pid} has ended; the work goes on from here`);
  await session.reopen();
}
