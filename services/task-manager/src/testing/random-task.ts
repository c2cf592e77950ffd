import fc from 'fast-check';
import type { RetryCause, TaskChanges } from '@atms/contracts';
import { createdTask, hashOf } from '@atms/testkit';
import type { TaskCommand } from '../domain/task-messages.ts';
import { commit, now } from './task-life.ts';

const attempt = fc.integer({ min: 1, max: 5 });
const tree = fc.constantFrom(hashOf('d'), hashOf('e'));
const by = fc.constantFrom('pat', 'kim');
const previousAgents = fc.constantFrom<readonly string[]>([], ['local.shell']);
const cause = fc.constantFrom<RetryCause>(
  'checks-failed',
  'outside-paths',
  'agent-failed',
  'timed-out',
  'conflict',
  'conflict',
  'lease-over',
  'interrupted',
);
const onFailure = fc.constantFrom('escalate', 'fail');
const why = { by, reason: fc.constantFrom('', 'not needed') };
const changes = fc.constantFrom<TaskChanges>(
  {},
  { name: 'Another name' },
  { run: 'make', skills: ['make'] },
  { agent: 'recorded', estimateMs: 1 },
);
const ofType = <T extends TaskCommand['type']>(type: T) => ({ type: fc.constant(type) });

const creation: fc.Arbitrary<TaskCommand> = onFailure.map((failure) => ({
  type: 'CreateTask',
  task: createdTask({ onFailure: failure }),
}));

const attemptEnd = fc.record({
  ...ofType('EndAttempt'),
  attempt,
  cause,
  previousAgents,
  anotherAgent: fc.boolean(),
  findings: fc.constant([]),
  at: fc.constant(now),
});

/** Any commands at all, most of them about attempts that are not the current one. */
const anyCommand: fc.Arbitrary<TaskCommand> = fc.oneof(
  creation,
  attemptEnd,
  fc.record({
    ...ofType('EscalateAttempt'),
    attempt,
    reason: fc.constantFrom('unproven', 'gates-error', 'dead-letter'),
    message: fc.constant(''),
    findings: fc.constant([]),
  }),
  fc.record({ ...ofType('AcceptAttempt'), attempt, tree }),
  fc.record({ ...ofType('CompleteAttempt'), attempt, tree, commit: fc.constant(commit) }),
  fc.record({ ...ofType('CompleteAttempt'), attempt, tree }),
  fc.record({ ...ofType('RetryTask'), attempt, by, previousAgents }),
  fc.record({ ...ofType('UpdateTask'), changes, by }),
  fc.record(
    {
      ...ofType('ReassignTask'),
      agent: fc.constantFrom('shell', 'recorded'),
      withOthers: attempt,
      by,
      previousAgents,
    },
    { requiredKeys: ['type', 'agent', 'by', 'previousAgents'] },
  ),
  fc.record({ ...ofType('RejectTask'), ...why }),
  fc.record({ ...ofType('CancelTask'), ...why }),
  fc.record({ ...ofType('PauseTask'), by }),
  fc.record({ ...ofType('ResumeTask'), by }),
);

/** A life of a task: as a rule it begins with being created. */
export const taskCommands: fc.Arbitrary<readonly TaskCommand[]> = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: creation }, { weight: 1, arbitrary: anyCommand }),
    fc.array(anyCommand, { maxLength: 60 }),
  )
  .map(([first, others]) => [first, ...others]);

/** A task whose attempts end one after the other, none of them well. */
export const unluckyCommands: fc.Arbitrary<readonly TaskCommand[]> = fc
  .tuple(creation, fc.array(attemptEnd, { maxLength: 12 }))
  .map(([first, ends]) => [first, ...ends.map((end, index) => ({ ...end, attempt: index + 1 }))]);
