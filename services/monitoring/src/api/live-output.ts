/**
 * What running attempts say, as far as this process heard it.
 *
 * Owns: the tail of each attempt's output, its last percentage, and the checkout that its merge waits for. Nobody relies on it: a signal may be lost, and the
 * transcript of an ended attempt is a blob.
 *
 * 1. Memory is bounded: so many characters per attempt, so many attempts; what was heard from longest ago goes first.
 */
import { signalSchemas, type SignalPayload } from '@atms/contracts';
import type { Signals } from '@atms/eventsourcing';
import { stripControl } from '@atms/platform/process';
import type { LiveView } from '../queries/views.ts';
import type { Checkout } from '../queries/waiting.ts';
import { plainText } from '../report/plain-text.ts';

export interface LiveOutput {
  start(): void;
  stop(): void;
  view(taskId: string, attempt: number): LiveView | undefined;
  /** The last characters of the output, as they came. */
  output(taskId: string, attempt: number): string;
  /** What the merge of the attempt waits for, if it does. */
  checkout(taskId: string, attempt: number): Checkout | undefined;
}

const bufferCharacters = 64 * 1024;
const attemptsKept = 200;
const longestLine = 4_000;

interface Heard {
  output: string;
  percent: number | null;
  checkout: Checkout | null;
}

export function createLiveOutput(signals: Signals): LiveOutput {
  const heard = new Map<string, Heard>();
  let unsubscribe: (() => void)[] = [];
  const heardOf = (taskId: string, attempt: number) => heard.get(keyOf(taskId, attempt));
  const touch = (payload: { readonly taskId: string; readonly attempt: number }) => {
    const key = keyOf(payload.taskId, payload.attempt);
    const known = heard.get(key) ?? { output: '', percent: null, checkout: null };
    heard.delete(key);
    heard.set(key, known);
    forgetOldest(heard);
    return known;
  };
  return {
    start() {
      unsubscribe = [
        signals.subscribe('progress.output', (payload) => {
          const said = signalSchemas['progress.output'].safeParse(payload);
          if (said.success) addOutput(touch(said.data), said.data);
        }),
        signals.subscribe('progress.percent', (payload) => {
          const said = signalSchemas['progress.percent'].safeParse(payload);
          if (said.success) touch(said.data).percent = said.data.percent;
        }),
        signals.subscribe('progress.waiting', (payload) => {
          const said = signalSchemas['progress.waiting'].safeParse(payload);
          if (said.success) touch(said.data).checkout = said.data.checkout;
        }),
      ];
    },
    stop() {
      for (const end of unsubscribe) end();
      heard.clear();
    },
    view(taskId, attempt) {
      const known = heardOf(taskId, attempt);
      return known && { lastLine: lastLine(known.output), percent: known.percent };
    },
    output: (taskId, attempt) => heardOf(taskId, attempt)?.output ?? '',
    checkout: (taskId, attempt) => heardOf(taskId, attempt)?.checkout ?? undefined,
  };
}

/** Pieces as the process wrote them: a line may come in several. */
function addOutput(known: Heard, { text }: SignalPayload<'progress.output'>): void {
  known.output = `${known.output}${text}`.slice(-bufferCharacters);
}

/** Of a progress bar, its last state. */
function lastLine(output: string): string {
  const lines = stripControl(output.slice(-longestLine)).trimEnd().split('\n');
  return plainText(lines.at(-1) ?? '');
}

function forgetOldest(heard: Map<string, Heard>): void {
  for (const oldest of heard.keys()) {
    if (heard.size <= attemptsKept) return;
    heard.delete(oldest);
  }
}

function keyOf(taskId: string, attempt: number): string {
  return `${taskId}/${attempt}`;
}
