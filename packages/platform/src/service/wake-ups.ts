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

export interface DueRunnerOptions<Command> {
  readonly clock: Clock;
  readonly follower: LogFollower;
  /** What the view holds as not yet done, in any order. */
  readonly due: () => readonly Due<Command>[];
  readonly send: (due: Due<Command>) => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
}

/** How long a wake-up that could not be sent waits before it is sent again. */
const sendAgainMs = 1_000;

/**
 * Sends the command of each due time once it has passed, once as long as the view holds it.
 * What no longer applies is rejected by the decider.
 */
export function createDueRunner<Command>(options: DueRunnerOptions<Command>): Part {
  const { clock, follower } = options;
  const sent = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const timers = createTimers(clock);
  let unlisten: (() => void) | undefined;

  const look = () => {
    const waiting = options.due();
    forgetOthers(sent, waiting);
    const now = Date.parse(clock.now());
    let next = Number.POSITIVE_INFINITY;
    for (const one of waiting) {
      const at = Date.parse(one.at);
      if (at > now) next = Math.min(next, at);
      else if (!sent.has(one.commandId)) fire(one);
    }
    timers.set('next', next - now, look);
  };
  const fire = (one: Due<Command>) => {
    sent.add(one.commandId);
    const sending = options
      .send(one)
      .then(
        () => {},
        (error: unknown) => {
          options.onFailure(error);
          timers.set(one.commandId, sendAgainMs, () => {
            sent.delete(one.commandId);
            look();
          });
        },
      )
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  return {
    async start() {
      unlisten = follower.onAdvance(look);
      look();
    },
    async stop() {
      unlisten?.();
      timers.close();
      await Promise.all(underWay);
    },
  };
}

/** What the view no longer holds has been done, or will not be. */
function forgetOthers(sent: Set<string>, waiting: readonly { readonly commandId: string }[]): void {
  if (sent.size === 0) return;
  const held = new Set(waiting.map((one) => one.commandId));
  for (const commandId of sent) if (!held.has(commandId)) sent.delete(commandId);
}

interface Timers {
  /** Replaces the timer of that name; for ever means none. */
  set(name: string, ms: number, wake: () => void): void;
  /** Nothing wakes any more, whatever is set after this. */
  close(): void;
}

function createTimers(clock: Clock): Timers {
  const timers = new Map<string, () => void>();
  let closed = false;
  return {
    set(name, ms, wake) {
      timers.get(name)?.();
      timers.delete(name);
      if (closed || !Number.isFinite(ms)) return;
      const cancel = clock.after(ms, () => {
        timers.delete(name);
        wake();
      });
      timers.set(name, cancel);
    },
    close() {
      closed = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}

const sweepEveryMs = 60_000;

export interface SweepOptions {
  readonly clock: Clock;
  readonly sweep: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Looks at start and once a minute for holds that nobody gave back. One look at a time. */
export function createSweep(options: SweepOptions): Part {
  let cancelTimer: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  const turn = () => {
    running = options
      .sweep()
      .catch(options.onFailure)
      .then(() => {
        if (!stopped) cancelTimer = options.clock.after(sweepEveryMs, turn);
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
