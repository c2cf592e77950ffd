import { exitCodes } from './exit-codes.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupts {
  /** Aborted by the first signal: end gracefully. */
  readonly stopping: AbortSignal;
  /** Gives the signals back to Node. */
  end(): void;
}

/** The first signal asks to end; a second one ends at once: what is half done is taken up by the next start. */
export function listenForInterrupts(onFirst: () => void): Interrupts {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    onFirst();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stopping: controller.signal,
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
