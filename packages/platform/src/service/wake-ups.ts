/**
 * Wakes a service when something in its view is due, and once in a while to look for what was left behind.
 * Nothing is remembered here: the due times stand in events, the timers only say when to look again.
 */
import type { Clock, LogFollower } from '@atms/eventsourcing';
import type { Part } from './service-ports.ts';

export interface Due<Command> {
  /** ISO instant. */
  readonly at: string;
  readonly command: Command;
  /** Stream, revision and kind: the same wake-up twice is one command. */
  readonly commandId: string;
  readonly correlationId: string;
}

/** Sends the command of each due time once it has passed. What no longer applies is rejected by the decider. */
export function createDueRunner<Command>(options: {
  readonly clock: Clock;
  readonly follower: LogFollower;
  /** What is not yet done, soonest first or in any order. */
  readonly due: () => readonly Due<Command>[];
  readonly send: (due: Due<Command>) => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
}): Part {
  let cancelTimer: (() => void) | undefined;
  let unlisten: (() => void) | undefined;
  const sent = new Set<string>();
  const look = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    const waiting = options.due();
    for (const id of sent) if (!waiting.some((one) => one.commandId === id)) sent.delete(id);
    const now = Date.parse(options.clock.now());
    for (const one of waiting.filter((each) => Date.parse(each.at) <= now)) fire(one);
    const next = Math.min(...waiting.map((one) => Date.parse(one.at)).filter((at) => at > now));
    if (Number.isFinite(next)) cancelTimer = options.clock.after(next - now, look);
  };
  const fire = (one: Due<Command>) => {
    if (sent.has(one.commandId)) return;
    sent.add(one.commandId);
    options.send(one).catch((error: unknown) => {
      sent.delete(one.commandId);
      options.onFailure(error);
    });
  };
  return {
    async start() {
      unlisten = options.follower.onAdvance(look);
      look();
    },
    async stop() {
      cancelTimer?.();
      unlisten?.();
    },
  };
}

/** Looks at start and once a minute for holds that nobody gave back. */
export function createSweep(options: {
  readonly clock: Clock;
  readonly everyMs?: number;
  readonly sweep: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}): Part {
  let cancelTimer: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  const turn = () => {
    running = options
      .sweep()
      .catch(options.onFailure)
      .then(() => {
        if (!stopped) cancelTimer = options.clock.after(options.everyMs ?? 60_000, turn);
      });
  };
  return {
    async start() {
      turn();
    },
    async stop() {
      stopped = true;
      cancelTimer?.();
      await running;
    },
  };
}
