import { boundFindings, type Finding, instantAfter, type RetryCause } from '@atms/contracts';
import { accept } from '@atms/eventsourcing';
import { nextStep, type NextStep, type RetrySettings } from './retry-policy.ts';
import type { AttemptEnd, TaskDecision, TaskEvent, TaskState } from './task-messages.ts';

/**
 * What follows when the current attempt ended without being accepted: the next attempt, a person, or the end.
 * What belongs to another attempt is void. While accepted only the merge's conflict counts.
 */
export function endAttempt(
  settings: RetrySettings,
  state: TaskState,
  end: AttemptEnd,
): TaskDecision {
  const expected = end.cause === 'conflict' ? ['open', 'accepted'] : ['open'];
  if (!expected.includes(state.life) || end.attempt !== state.attempt) return accept();
  const step = nextStep(settings, state.ladder, end);
  if (step.kind === 'give-up') return accept(giveUp(state, end, step));
  const notBefore = step.backoffMs === 0 ? {} : { notBefore: instantAfter(end.at, step.backoffMs) };
  return accept(openNext(state, { ...end, ...step, ...notBefore, by: 'policy' }));
}

/** The event that ends the current attempt and opens the next one. */
export function openNext(
  state: TaskState,
  next: {
    readonly cause: RetryCause;
    readonly counted: boolean;
    readonly agent: 'same' | 'another' | 'any';
    readonly previousAgents: readonly string[];
    readonly findings: readonly Finding[];
    readonly notBefore?: string;
    readonly by: string;
  },
): TaskEvent {
  return {
    type: 'task.retried',
    data: {
      ...state.key,
      attempt: state.attempt + 1,
      previous: state.attempt,
      cause: next.cause,
      counted: next.counted,
      agent: next.agent,
      previousAgents: [...next.previousAgents],
      start: startsAfresh(next.cause) ? 'line-head' : 'last-commit',
      ...(next.notBefore === undefined ? {} : { notBefore: next.notBefore }),
      findings: boundFindings(next.findings),
      by: next.by,
    },
  };
}

/** Work that met a conflict or left its paths is redone on the line's head; all other work goes on. */
function startsAfresh(cause: RetryCause): boolean {
  return cause === 'conflict' || cause === 'outside-paths';
}

function giveUp(
  state: TaskState,
  end: AttemptEnd,
  step: Extract<NextStep, { kind: 'give-up' }>,
): TaskEvent {
  const message = `Attempt ${end.attempt} ended (${end.cause}) and no retry is left`;
  if (state.onFailure === 'fail') {
    return {
      type: 'task.failed',
      data: { ...state.key, attempt: state.attempt, reason: message, by: 'policy' },
    };
  }
  return {
    type: 'task.escalated',
    data: {
      ...state.key,
      attempt: state.attempt,
      reason: step.reason,
      message,
      findings: boundFindings(end.findings),
    },
  };
}
