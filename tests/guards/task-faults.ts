/** Faults against what the task-manager promises of tasks: one attempt counts, one end, the ladder. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const acceptance: readonly CodeFault[] = [
  {
    name: 'an attempt accepted that is not the current one',
    file: 'domain/task.ts',
    replace: 'const same = attempt === state.attempt;',
    by: 'const same = attempt <= state.attempt;',
    spec: 'domain/task.spec.ts',
    test: 'is refused for an attempt that was retried',
  },
  {
    name: 'an attempt accepted with another tree than before',
    file: 'domain/task.ts',
    replace: "state.life === 'accepted' && same && tree === state.acceptedTree",
    by: "state.life === 'accepted' && same",
    spec: 'domain/task.spec.ts',
    test: 'again with another tree is refused',
  },
  {
    name: 'a merge completed with another tree than the accepted one',
    file: 'domain/task.ts',
    replace: 'merged && tree !== state.acceptedTree',
    by: 'merged && state.acceptedTree === undefined',
    spec: 'domain/task.spec.ts',
    test: 'with another tree than the accepted one is refused: nothing is called done that was not proven',
  },
  {
    name: 'a merge completed that nobody accepted',
    file: 'domain/task.ts',
    replace: "  if (state.life !== (merged ? 'accepted' : 'open')) return accept();\n",
    by: "  if (state.life !== 'accepted' && state.life !== 'open') return accept();\n",
    spec: 'domain/task.spec.ts',
    test: 'with a commit that was never accepted is void',
  },
  {
    name: 'a task cancelled in the middle of its merge',
    file: 'domain/task.ts',
    replace: `return accept();
  if (state.life === 'accepted') return mergeUnderWay();
  if (state.life !== 'open'`,
    by: `return accept();
  if (state.life !== 'accepted' && state.life !== 'open'`,
    spec: 'domain/task.spec.ts',
    test: "lets nobody in between by 'CancelTask'",
  },
  {
    name: 'a task retried in the middle of its merge',
    file: 'domain/task.ts',
    replace: `  if (state.life === 'accepted') return mergeUnderWay();
  if (state.life !== 'open' && state.life !== 'escalated') return alreadyEnded(state);
  if (command.attempt`,
    by: `  if (state.life !== 'accepted' && state.life !== 'open' && state.life !== 'escalated')
    return alreadyEnded(state);
  if (command.attempt`,
    spec: 'domain/task.spec.ts',
    test: "lets nobody in between by 'RetryTask'",
  },
];

const ends: readonly CodeFault[] = [
  {
    name: 'a second end',
    file: 'domain/task.ts',
    replace: `  if (state.life !== 'open' && state.life !== 'escalated') return alreadyEnded(state);
  const { by, reason } = command;`,
    by: '  const { by, reason } = command;',
    spec: 'domain/task.spec.ts',
    test: 'again is accepted, after another end refused',
  },
  {
    name: 'the late end of a void attempt that opens another one',
    file: 'domain/attempt-end.ts',
    replace: ' || end.attempt !== state.attempt) return',
    by: ') return',
    spec: 'domain/attempt-end.spec.ts',
    test: 'is void when it is not the current one',
  },
  {
    name: 'a retry of an attempt that the person did not mean',
    file: 'domain/task.ts',
    replace: 'command.attempt !== undefined && command.attempt !== state.attempt',
    by: 'command.attempt !== undefined && command.attempt > state.attempt',
    spec: 'domain/attempt-end.spec.ts',
    test: 'names the attempt that it ends: the second one of two is refused',
  },
  {
    name: 'a conflict that goes on from work that no longer fits',
    file: 'domain/attempt-end.ts',
    replace: "return cause === 'conflict' || ",
    by: 'return ',
    spec: 'domain/attempt-end.spec.ts',
    test: 'for conflict goes on from the line-head',
  },
  {
    name: 'an escalation where the plan wants a failure',
    file: 'domain/attempt-end.ts',
    replace: "state.onFailure === 'fail'",
    by: 'state.attempt === 0',
    spec: 'domain/attempt-end.spec.ts',
    test: 'fails instead of asking where the plan says so',
  },
];

const ladder: readonly CodeFault[] = [
  {
    name: 'a ladder that counts conflicts',
    file: 'domain/retry-policy.ts',
    replace: "  'timed-out',\n",
    by: "  'timed-out',\n  'conflict',\n",
    spec: 'domain/retry-policy.spec.ts',
    test: 'is not counted and not waited for: conflict',
  },
  {
    name: 'a ladder that never leads to a person',
    file: 'domain/retry-policy.ts',
    replace: "if (agent === undefined) return { kind: 'give-up', reason: 'retries-exhausted' };",
    by: "if (agent === undefined) return { kind: 'retry', counted: false, agent: 'any', backoffMs: 0 };",
    spec: 'domain/task.prop.spec.ts',
    test: 'never asks for more attempts without a person than the ladder and the interruptions allow',
  },
  {
    name: 'interruptions without end',
    file: 'domain/retry-policy.ts',
    replace: 'ladder.notCounted >= settings.interruptions',
    by: 'ladder.notCounted > settings.interruptions',
    spec: 'domain/retry-policy.spec.ts',
    test: 'goes to a person after ten attempts that conflict opened',
  },
  {
    name: 'a rung that is left out',
    file: 'domain/retry-policy.ts',
    replace: 'hasAnother && counted < sameAgent + anotherAgent',
    by: 'hasAnother && counted < sameAgent',
    spec: 'domain/retry-policy.spec.ts',
    test: 'is two retries on the same agent and two on another one, then a person',
  },
  {
    name: "a person's retry that does not begin the ladder anew",
    file: 'domain/task-state.ts',
    replace: "  if (retried.cause === 'person') return { counted: 0, notCounted: 0 };\n",
    by: '',
    spec: 'domain/attempt-end.spec.ts',
    test: 'begins the ladder anew, and the count of interruptions too',
  },
  {
    name: 'a back-off that is forgotten',
    file: 'domain/attempt-end.ts',
    replace: 'step.backoffMs === 0 ? {}',
    by: 'step.backoffMs >= 0 ? {}',
    spec: 'domain/attempt-end.spec.ts',
    test: 'waits longer before each',
  },
];

const hands: readonly CodeFault[] = [
  {
    name: 'a task that stays with the agent that it was taken from',
    file: 'domain/task-change.ts',
    replace: "state.life === 'open' && withOthers",
    by: "updated.length > 0 && state.life === 'open' && withOthers",
    spec: 'domain/task-change.spec.ts',
    test: 'ends the attempt of the agent that has it, also when a change named the new one before',
  },
  {
    name: 'a late slot of an earlier attempt that hides who has this one',
    file: 'projections/worker-board.ts',
    replace: 'known?.agentId !== agentId || known.attempt !== attempt',
    by: 'known?.agentId !== agentId',
    spec: 'projections/task-board.spec.ts',
    test: 'stays known when the slot of an earlier attempt is given back late',
  },
];

export const taskFaults = faultsIn('services/task-manager/src', [
  ...acceptance,
  ...ends,
  ...ladder,
  ...hands,
]);
