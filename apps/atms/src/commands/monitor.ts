import { AtmsError } from '@atms/eventsourcing';
import type { PolledEvents, StatusView, WorkflowDetail } from '@atms/monitoring';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openFullScreen } from '../render/full-screen.ts';
import { monitorLines } from '../render/monitor-view.ts';
import type { MonitorState } from '../render/monitor-view.ts';
import { statusLeft } from '../render/left-behind.ts';
import { asCalled } from '../run/finish.ts';
import { openLooking } from '../run/looking.ts';
import type { Looking } from '../run/looking.ts';
import { withShortCommands } from '../run/short-commands.ts';
import { status } from './status.ts';

/** How long one request may wait for the next event; also how often times on the screen change. */
const waitMs = 1_000;
const detailsShown = 5;
const ctrlC = '\u0003';

/**
 * Everything at once, drawn anew with every event, until `q` (0) or Ctrl-C (130).
 * @throws AtmsError `needs-terminal`, after one look at the status
 */
export async function monitor(context: CommandContext): Promise<number> {
  if (!context.terminal.isLive) {
    await status(context);
    throw new AtmsError(
      'needs-terminal',
      `monitor needs a terminal; without one use: ${context.atms} status`,
    );
  }
  const looking = await openLooking(context);
  const interrupts = listenForInterrupts(() => undefined);
  const left = new AbortController();
  const stopping = AbortSignal.any([interrupts.stopping, left.signal]);
  let shown = await readState(context, looking);
  let exitCode: number = exitCodes.interrupted;
  const draw = () => screen.draw(monitorLines({ ...shown, nowMs: Date.now() }, frameOf(context)));
  const onKey = (key: string) => {
    if (key === 'q' || key === 'Q') exitCode = exitCodes.done;
    else if (key !== ctrlC) return;
    left.abort();
  };
  const screen = openFullScreen(context.terminal, { onKey, onResize: () => draw() });
  try {
    for (let head = 0; !stopping.aborted;) {
      draw();
      head = await ended(nextEvent(looking, head, stopping), stopping, head);
      if (!stopping.aborted) shown = await ended(readState(context, looking), stopping, shown);
    }
    return exitCode;
  } finally {
    screen.close();
    interrupts.end();
  }
}

/** What the question answers, or `otherwise` as soon as the view is left: nobody waits for an answer then. */
async function ended<Answer>(
  question: Promise<Answer>,
  stopping: AbortSignal,
  otherwise: Answer,
): Promise<Answer> {
  if (stopping.aborted) return otherwise;
  let onAbort: () => void = () => undefined;
  const stopped = new Promise<Answer>((resolve) => {
    onAbort = () => resolve(otherwise);
    stopping.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([question, stopped]);
  } finally {
    stopping.removeEventListener('abort', onAbort);
  }
}

function frameOf(context: CommandContext) {
  const { terminal, colours } = context;
  return {
    // What is written into the last column wraps on some terminals.
    columns: terminal.columns() - 1,
    rows: terminal.rows(),
    colours,
    called: (command: string) => asCalled(command, context),
  };
}

async function readState(context: CommandContext, looking: Looking): Promise<MonitorState> {
  const found = await looking.ask(async (client) => {
    const view = await client.get<StatusView>('/api/status');
    const unfinished = view.workflows.filter(({ endedAt }) => endedAt === null);
    const open = unfinished
      .slice(0, detailsShown)
      .map(({ workflowId }) => client.get<WorkflowDetail>(`/api/workflows/${workflowId}`));
    return { view, open: await Promise.all(open) };
  });
  const { view, open } = found;
  const waiting = withShortCommands(view.waiting, view.workflows);
  const pid = (await looking.holder())?.pid;
  return {
    status: { ...(pid === undefined ? statusLeft(view) : view), waiting },
    open,
    folder: context.folder,
    ...(pid === undefined ? {} : { pid }),
    nowMs: Date.now(),
  };
}

/** Resolves with the log's head after something happened or a moment went by. */
async function nextEvent(looking: Looking, head: number, stopping: AbortSignal): Promise<number> {
  if ((await looking.holder()) === undefined) {
    // Nothing happens before somebody works.
    await looking.untilServed(stopping);
    return head;
  }
  const path = `/api/events?after=${head === 0 ? Number.MAX_SAFE_INTEGER : head}&limit=1&waitMs=${head === 0 ? 0 : waitMs}`;
  const polled = await looking.ask((client) => client.get<PolledEvents>(path));
  return Math.max(polled.head, polled.events.at(-1)?.position ?? 0);
}
