/**
 * Follows one workflow until it ends, until nothing moves without a person, or until the person interrupts.
 *
 * Owns: what was shown so far. Does not own: the work; that goes on whether or not anybody follows.
 *
 * 1. Each event is shown once, in the order of the log.
 * 2. Everything up to the end is shown before `ended` is answered.
 * 3. Nothing is left drawn when it answers.
 */
import type { EventView, PolledEvents, TaskView, WorkflowDetail } from '@atms/monitoring';
import type { CommandContext } from '../command-context.ts';
import type { LiveView } from '../render/live-view.ts';
import { progressLines } from '../render/progress.ts';
import { eventLine } from './event-line.ts';
import { isPauseOnly, sayPaused } from './pauses.ts';
import { progressOf } from './progress-of.ts';
import type { Session } from './session.ts';

export interface FollowOptions {
  readonly context: CommandContext;
  readonly session: Pick<Session, 'ask'>;
  readonly workflowId: string;
  /** Events up to here have been shown, or are older than this run. */
  readonly after: number;
  /** Somebody has paused it since this run began. */
  readonly pausedMeanwhile?: boolean;
  readonly view: LiveView;
  readonly stopping: AbortSignal;
}

export interface Followed {
  readonly outcome: 'ended' | 'waits' | 'interrupted';
  readonly workflow: WorkflowDetail;
  /** To go on from, when the person has settled what it waited for. */
  readonly after: number;
  readonly pausedMeanwhile: boolean;
}

interface Following extends FollowOptions {
  /** When the attempts began that were seen to begin, by task and attempt. */
  readonly starts: Map<string, string>;
  /** A run does not end by a pause that came while it was under way: whoever paused it means to go on with it. */
  pausedMeanwhile: boolean;
  /** The pause that it waits for now has been said. */
  saidPaused: boolean;
}

const pauses: readonly string[] = ['workflow.paused', 'task.paused'];
const pageSize = 200;
/** How long one request may wait for the next event; also how often times on the screen change. */
const waitMs = 500;

export async function follow(options: FollowOptions): Promise<Followed> {
  const following: Following = {
    ...options,
    starts: new Map(),
    pausedMeanwhile: options.pausedMeanwhile ?? false,
    saidPaused: false,
  };
  let { after } = options;
  for (;;) {
    // The state first: every event that led to it is then there to be shown.
    const workflow = await readWorkflow(options);
    after = await showEvents(following, after);
    const outcome = outcomeOf(workflow, following);
    if (outcome !== undefined) {
      options.view.draw([]);
      return { outcome, workflow, after, pausedMeanwhile: following.pausedMeanwhile };
    }
    noticePause(workflow, following);
    draw(following, workflow);
  }
}

function readWorkflow({ session, workflowId }: FollowOptions): Promise<WorkflowDetail> {
  return session.ask((client) => client.get<WorkflowDetail>(`/api/workflows/${workflowId}`));
}

/** Shows what is there, and waits a moment for more when there is nothing. */
async function showEvents(following: Following, from: number): Promise<number> {
  let after = from;
  for (let wait = waitMs; ; wait = 0) {
    const events = await readEvents(following, { after, waitMs: wait });
    for (const event of events) show(event, following);
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
  const path = `/api/events?${query.toString()}`;
  return (await session.ask((client) => client.get<PolledEvents>(path))).events;
}

function show(event: EventView, following: Following): void {
  const { context, starts } = following;
  if (event.type === 'task.started') starts.set(attemptOf(event), event.at);
  if (pauses.includes(event.type)) following.pausedMeanwhile = true;
  if (context.json) return context.terminal.out(JSON.stringify(event));
  const line = eventLine(event, context.colours);
  if (line !== undefined) context.terminal.say(line);
}

function attemptOf({ taskId, attempt }: Pick<EventView, 'taskId' | 'attempt'>): string {
  return `${taskId ?? ''} ${attempt ?? 0}`;
}

function draw({ context, view, starts }: Following, workflow: WorkflowDetail): void {
  const { terminal, colours } = context;
  if (!terminal.isLive) return;
  const startOf = (task: TaskView) => starts.get(attemptOf(task));
  const frame = { columns: terminal.columns() - 1, rows: terminal.rows() - 1, colours };
  view.draw(progressLines(progressOf(workflow, { nowMs: Date.now(), startOf }), frame));
}

function outcomeOf(
  workflow: WorkflowDetail,
  { stopping, pausedMeanwhile }: Following,
): Followed['outcome'] | undefined {
  if (workflow.endedAt !== null) return 'ended';
  if (stopping.aborted) return 'interrupted';
  if (!workflow.waitsForPerson || (pausedMeanwhile && isPauseOnly(workflow))) return undefined;
  return 'waits';
}

/** Says it once for each time that it stands still. */
function noticePause(workflow: WorkflowDetail, following: Following): void {
  const { waitsForPerson, waiting } = workflow;
  if (waitsForPerson && !following.saidPaused) sayPaused(following.context, waiting);
  following.saidPaused = waitsForPerson;
}
