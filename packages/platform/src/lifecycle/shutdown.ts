/**
 * How a program ends.
 *
 * 1. The first SIGTERM, SIGINT or SIGHUP asks it to drain: `stopping` is aborted, and its own end is waited for.
 * 2. A second one, or the watchdog, ends it at once with 130: what is half done is finished by the next start.
 * 3. A fault that nobody caught says why and ends it with what `exitCodeOf` makes of it.
 */
import { type Logger, messageOf } from '@atms/eventsourcing';

export const interrupted = 130;

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The part of a process that ends it; `process` itself is one. */
export interface EndableProcess {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

export interface ProgramOptions {
  /** Says how it starts, serves until `stopping` is aborted, drains, and answers with its exit code. */
  readonly run: (stopping: AbortSignal) => Promise<number>;
  readonly log: Logger;
  /** How long draining may take. */
  readonly drainMs: number;
  readonly exitCodeOf?: (error: unknown) => number;
  readonly process?: EndableProcess;
}

/** Runs a program to its end and leaves the process with its exit code. */
export async function runProgram(options: ProgramOptions): Promise<void> {
  const target = options.process ?? process;
  const stop = listenForStop(options, target);
  let code: number;
  try {
    code = await options.run(stop.stopping);
  } catch (error) {
    options.log.error(reasonOf(error));
    code = options.exitCodeOf?.(error) ?? 1;
  }
  stop.end();
  target.exit(code);
}

/** The message of an error and of all that caused it. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const inner = cause === undefined ? '' : reasonOf(cause);
  const message = messageOf(error);
  return inner === '' || message.includes(inner) ? message : `${message}: ${inner}`;
}

function listenForStop(options: ProgramOptions, target: EndableProcess) {
  const controller = new AbortController();
  let watchdog: NodeJS.Timeout | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) return endAtOnce(`${signal} again: ends without draining`);
    options.log.info(`${signal}: draining; once more ends at once`);
    watchdog = setTimeout(
      () => endAtOnce(`Not drained after ${options.drainMs} ms: ends as it is`),
      options.drainMs,
    );
    controller.abort();
  };
  const endAtOnce = (reason: string) => {
    options.log.warn(reason);
    target.exit(interrupted);
  };
  for (const signal of signals) target.on(signal, onSignal);
  return {
    stopping: controller.signal,
    end() {
      clearTimeout(watchdog);
      for (const signal of signals) target.off(signal, onSignal);
    },
  };
}
