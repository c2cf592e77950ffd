import { AtmsError } from '@atms/eventsourcing';
import type { PolledEvents, WorkflowDetail } from '@atms/monitoring';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { createLiveView } from '../render/live-view.ts';
import { count } from '../render/count.ts';
import { eventLine } from '../run/event-line.ts';
import { sayWaiting } from '../run/finish.ts';
import { follow } from '../run/follow.ts';
import type { Followed } from '../run/follow.ts';
import { openLooking } from '../run/looking.ts';
import type { Looking } from '../run/looking.ts';
import { oneLine } from '../terminal.ts';
import { findWorkflow } from './workflow.ts';

export interface WatchRequest {
  /** Undefined: the newest workflow. */
  readonly ref: string | undefined;
  /** How many of the events so far are shown first. */
  readonly lines: number;
}

/**
 * One line per step to stdout until the workflow ends, until nothing moves without a person, or until nobody works.
 * @returns 0, 1 or 4 by how it ended; 130 when it was interrupted
 * @throws AtmsError `nobody-works`
 */
export async function watchWorkflow(
  context: CommandContext,
  { ref, lines }: WatchRequest,
): Promise<number> {
  const looking = await openLooking(context);
  const { terminal } = context;
  // The lines are what was asked for, and a pipe may read them: nothing is drawn below them.
  const plain = { ...terminal, isLive: false, say: terminal.out };
  const ownContext = { ...context, terminal: plain };
  const interrupts = listenForInterrupts(() => undefined);
  const nobody = new AbortController();
  const session = untilNobody(looking, nobody);
  try {
    const { workflowId } = await session.ask((client) => findWorkflow(client, ref));
    const after = await showPast(ownContext, session, { workflowId, lines });
    const stopping = AbortSignal.any([interrupts.stopping, nobody.signal]);
    const view = createLiveView(plain);
    const options = { context: ownContext, session, workflowId, after, view, stopping };
    const followed = await follow(options);
    if (interrupts.stopping.aborted && followed.outcome === 'interrupted')
      return exitCodes.interrupted;
    return ended(context, followed);
  } finally {
    interrupts.end();
  }
}

/** Without a process that works nothing will happen, and waiting for it would have no end. */
function untilNobody(looking: Looking, nobody: AbortController): Pick<Looking, 'ask'> {
  return {
    async ask(question) {
      const answer = await looking.ask(question);
      if ((await looking.holder()) === undefined) nobody.abort();
      return answer;
    },
  };
}

async function showPast(
  { terminal, colours, json }: CommandContext,
  session: Pick<Looking, 'ask'>,
  { workflowId, lines }: { readonly workflowId: string; readonly lines: number },
): Promise<number> {
  const path = `/api/events/search?workflow=${workflowId}&last=${lines}`;
  const { events, head } = await session.ask((client) => client.get<PolledEvents>(path));
  for (const event of events) {
    const line = json ? JSON.stringify(event) : eventLine(event, colours);
    if (line !== undefined) terminal.out(line);
  }
  return events.at(-1)?.position ?? head;
}

function ended(context: CommandContext, { workflow }: Followed): number {
  const { terminal, json, atms } = context;
  const { workflowId, name, state, endedAt, waiting, waitsForPerson } = workflow;
  if (endedAt !== null) {
    if (json) terminal.out(JSON.stringify({ type: 'end', workflowId, state }));
    else terminal.say(`${endSentence(workflow)} Report: ${atms} workflow report ${workflowId}`);
    return state === 'completed' ? exitCodes.done : exitCodes.failed;
  }
  const next = `${atms} workflow watch ${workflowId}`;
  if (waitsForPerson) return sayWaiting(context, { waiting, next });
  throw new AtmsError(
    'nobody-works',
    `No process carries '${oneLine(name)}' out now. Go on with: ${atms} run PLAN.yaml, or: ${atms} up`,
  );
}

function endSentence({ name, state, tasksByState, progress }: WorkflowDetail): string {
  const tasks = `${tasksByState.completed ?? 0} of ${count(progress.total, 'task')} completed`;
  return `'${oneLine(name)}' is ${state}: ${tasks}.`;
}
