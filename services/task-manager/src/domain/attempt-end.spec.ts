import { describe, expect, it } from 'vitest';
import { instantAfter, type RetryCause } from '@atms/contracts';
import {
  accepted,
  accepts,
  after,
  afterWith,
  by,
  created,
  endAttempt,
  type EndAttempt,
  escalated,
  finding,
  key,
  nothing,
  now,
  rejectsWith,
  rejectTask,
  retried,
  retry,
} from '../testing/task-life.ts';
import { createTaskDecider } from './task.ts';
import type { TaskEvent } from './task-messages.ts';
import { retryDefaults } from './retry-policy.ts';

/** What a task goes through when one attempt after the other ends so. */
function endsOf(
  change: (attempt: number) => Partial<EndAttempt>,
  before: readonly TaskEvent[] = [created()],
): readonly TaskEvent[] {
  const decider = createTaskDecider(retryDefaults);
  const events = [...before];
  let state = events.reduce(decider.evolve, decider.initialState());
  while (state.life === 'open') {
    const { attempt } = state;
    const decision = decider.decide(endAttempt({ attempt, ...change(attempt) }), state);
    if (decision.kind === 'rejected') throw new Error(decision.rejection.message);
    events.push(...decision.events);
    state = decision.events.reduce(decider.evolve, state);
  }
  return events.slice(before.length);
}

const inShort = (event: TaskEvent) =>
  event.type === 'task.retried'
    ? `${event.data.attempt} on ${event.data.agent}`
    : event.type === 'task.escalated'
      ? `${event.data.attempt} escalated: ${event.data.reason}`
      : event.type;

describe('an attempt that ended without being accepted', () => {
  it('opens the next one, with what was found and where to begin', () => {
    const end = endAttempt({ findings: [finding], previousAgents: ['local.shell', 'far.shell'] });
    expect(after(created()).when(end)).toEqual(
      accepts(
        retried(2, {
          findings: [finding],
          previousAgents: ['local.shell', 'far.shell'],
          notBefore: instantAfter(now, 1_000),
        }),
      ),
    );
  });

  it.each([
    ['checks-failed', 'last-commit'],
    ['agent-failed', 'last-commit'],
    ['timed-out', 'last-commit'],
    ['lease-over', 'last-commit'],
    ['interrupted', 'last-commit'],
    ['outside-paths', 'line-head'],
    ['conflict', 'line-head'],
  ] as const)('for %s goes on from the %s', (cause, start) => {
    expect(after(created()).when(endAttempt({ cause }))).toMatchObject({
      events: [{ type: 'task.retried', data: { attempt: 2, previous: 1, cause, start } }],
    });
  });

  it('is void when it is not the current one', () => {
    expect(after(created(), retried(2)).when(endAttempt())).toEqual(nothing);
    expect(after(created(), escalated()).when(endAttempt())).toEqual(nothing);
    expect(after(created()).when(endAttempt({ attempt: 2 }))).toEqual(nothing);
  });

  it('tells the next one twenty findings at most', () => {
    const findings = Array.from({ length: 21 }, () => finding);
    expect(after(created()).when(endAttempt({ findings }))).toMatchObject({
      events: [{ type: 'task.retried', data: { findings: findings.slice(1) } }],
    });
  });
});

describe('the ladder of a task', () => {
  it('ends with a person after three attempts where one agent alone can do it', () => {
    expect(endsOf(() => ({ anotherAgent: false })).map(inShort)).toEqual([
      '2 on same',
      '3 on same',
      '3 escalated: retries-exhausted',
    ]);
  });

  it('tries another agent twice where there is one', () => {
    expect(endsOf(() => ({ anotherAgent: true })).map(inShort)).toEqual([
      '2 on same',
      '3 on same',
      '4 on another',
      '5 on another',
      '5 escalated: retries-exhausted',
    ]);
  });

  it('waits longer before each', () => {
    const waits = endsOf(() => ({ anotherAgent: true })).flatMap((event) =>
      event.type === 'task.retried' ? [event.data.notBefore] : [],
    );
    expect(waits).toEqual([1, 2, 4, 8].map((seconds) => instantAfter(now, seconds * 1_000)));
  });

  it('does not count conflicts, lost leases and interruptions, and asks a person after ten', () => {
    const causes: readonly RetryCause[] = ['conflict', 'lease-over', 'interrupted'];
    const events = endsOf((attempt) => ({ cause: causes[attempt % 3] ?? 'conflict' }));
    expect(events).toHaveLength(11);
    expect(events.slice(0, 10).map(inShort)).toEqual(
      Array.from({ length: 10 }, (_, index) => `${index + 2} on any`),
    );
    expect(events.map(inShort).at(-1)).toBe('11 escalated: interruptions');
  });

  it('counts on where it was after an interruption', () => {
    const causes: readonly RetryCause[] = ['timed-out', 'lease-over', 'checks-failed', 'conflict'];
    const events = endsOf((attempt) => ({ cause: causes[attempt - 1] ?? 'agent-failed' }));
    expect(events.map(inShort)).toEqual([
      '2 on same',
      '3 on any',
      '4 on same',
      '5 on any',
      '5 escalated: retries-exhausted',
    ]);
  });

  it('escalates from the middle of a merge after ten conflicts', () => {
    const conflicts = Array.from({ length: 10 }, (_, index) =>
      retried(index + 2, { cause: 'conflict', counted: false }),
    );
    const merging = after(created(), ...conflicts, accepted(11));
    expect(merging.when(endAttempt({ attempt: 11, cause: 'conflict' }))).toMatchObject({
      events: [{ type: 'task.escalated', data: { reason: 'interruptions' } }],
    });
  });

  it('fails instead of asking where the plan says so', () => {
    const failing = [created({ onFailure: 'fail' })];
    const [, , last] = endsOf(() => ({}), failing);
    expect(last).toMatchObject({
      type: 'task.failed',
      data: {
        ...key,
        attempt: 3,
        by: 'policy',
        reason: 'Attempt 3 ended (checks-failed) and no retry is left',
      },
    });
  });

  it('has as many rungs as the settings say', () => {
    const none = { ...retryDefaults, sameAgent: 0, anotherAgent: 0 };
    expect(afterWith(none, created()).when(endAttempt())).toMatchObject({
      events: [{ type: 'task.escalated' }],
    });
  });
});

describe("a person's retry", () => {
  const byPerson = retried(4, {
    cause: 'person',
    counted: false,
    agent: 'any',
    by,
  });
  const exhausted = [created(), retried(2), retried(3), escalated(3)];

  it('opens the next attempt of an escalated task, on any agent and at once', () => {
    expect(after(...exhausted).when(retry)).toEqual(accepts(byPerson));
  });

  it('begins the ladder anew, and the count of interruptions too', () => {
    expect(endsOf(() => ({}), [...exhausted, byPerson]).map(inShort)).toEqual([
      '5 on same',
      '6 on same',
      '6 escalated: retries-exhausted',
    ]);
    const interrupted = Array.from({ length: 10 }, (_, index) =>
      retried(index + 2, { cause: 'lease-over', counted: false }),
    );
    const again = retried(12, { cause: 'person', counted: false });
    const events = endsOf(() => ({ cause: 'lease-over' }), [created(), ...interrupted, again]);
    expect(events).toHaveLength(11);
  });

  it('may end an attempt that is running', () => {
    expect(after(created()).when({ ...retry, attempt: 1 })).toEqual(
      accepts(retried(2, { cause: 'person', counted: false, agent: 'any', by })),
    );
  });

  it('names the attempt that it ends: the second one of two is refused', () => {
    expect(after(created(), retried(2)).when({ ...retry, attempt: 1 })).toMatchObject(
      rejectsWith('attempt-not-current'),
    );
    expect(after(created()).when({ ...retry, attempt: 2 })).toMatchObject(
      rejectsWith('attempt-not-current'),
    );
  });

  it('may be followed by giving up', () => {
    expect(after(...exhausted, byPerson, escalated(4)).when(rejectTask)).toMatchObject({
      events: [{ type: 'task.failed', data: { attempt: 4 } }],
    });
  });
});
