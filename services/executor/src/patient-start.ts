/** Finding out where an attempt begins, although its repository may not answer. */
import { messageOf } from '@atms/eventsourcing';
import { backOff } from './patience.ts';
import { keyOf, type RunningAttempt } from './running-attempt.ts';
import { type AttemptStart, findStart } from './start-point.ts';

export type FoundStart =
  | { readonly kind: 'found'; readonly start: AttemptStart }
  /** `start` is what the log knows, so that the attempt can begin there and end at once. */
  | { readonly kind: 'unreachable'; readonly start: AttemptStart; readonly reason: string }
  | { readonly kind: 'stopped' };

const tries = 5;

/**
 * A lock or a disk may be in the way for a moment, so it is tried a few times. After that the attempt has to fail with
 * the reason: one that never begins has no end either, and nobody would be told why.
 */
export async function findStartPatiently(run: RunningAttempt): Promise<FoundStart> {
  const { context, task, place } = run;
  for (let failures = 1; ; failures++) {
    try {
      return { kind: 'found', start: await findStart(context, task, place) };
    } catch (error) {
      const reason = `It could not be found out where the attempt begins: ${messageOf(error)}`;
      context.ports.log.warn(`executor: ${reason}`, keyOf(run));
      if (failures === tries) return { kind: 'unreachable', start: startInLog(run), reason };
      await backOff(context.ports.clock, failures, run.signal);
      if (run.signal.aborted) return { kind: 'stopped' };
    }
  }
}

function startInLog({ context, task }: RunningAttempt): AttemptStart {
  const { view } = context;
  const commit = view.landed(task.workflowId) ?? view.workflow(task.workflowId)?.request.base;
  if (commit === undefined) throw new Error(`The workflow ${task.workflowId} is not in the log`);
  return { base: commit, start: commit };
}
