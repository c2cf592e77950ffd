/**
 * One task's life. This stream alone opens attempts, accepts one, and ends the task.
 *
 * 1. Attempts only grow; one at most is current.
 * 2. Only the current attempt of an open task can be accepted, and then nothing but the merge's outcome counts.
 * 3. An end is final.
 */
import { type EscalationReason, type Finding, hasEnded } from '@atms/contracts';
import { accept, type Decider, reject, type Rejection, unreachable } from '@atms/eventsourcing';
import { endAttempt, openNext } from './attempt-end.ts';
import { alreadyEnded, mergeUnderWay } from './refusals.ts';
import type { RetrySettings } from './retry-policy.ts';
import { reassignTask, updateTask } from './task-change.ts';
import type { TaskCommand, TaskDecision, TaskEvent, TaskState } from './task-messages.ts';
import { evolveTask, initialTask } from './task-state.ts';

export function createTaskDecider(
  settings: RetrySettings,
): Decider<TaskCommand, TaskState, TaskEvent, Rejection> {
  return {
    initialState: initialTask,
    evolve: evolveTask,
    decide: (command, state) => decideTask(settings, command, state),
    isOver: hasEnded,
  };
}

function decideTask(settings: RetrySettings, command: TaskCommand, state: TaskState): TaskDecision {
  if (command.type === 'CreateTask') {
    return state.life === 'none' ? accept({ type: 'task.created', data: command.task }) : accept();
  }
  if (state.life === 'none') return reject('task-not-found', 'There is no such task');
  switch (command.type) {
    case 'EndAttempt':
      return endAttempt(settings, state, command);
    case 'EscalateAttempt':
      return escalate(state, command);
    case 'AcceptAttempt':
      return acceptAttempt(state, command);
    case 'CompleteAttempt':
      return complete(state, command);
    case 'RetryTask':
      return retryByPerson(state, command);
    case 'RejectTask':
      return rejectTask(state, command);
    case 'CancelTask':
      return cancel(state, command);
    case 'UpdateTask':
      return updateTask(state, command);
    case 'ReassignTask':
      return reassignTask(state, command);
    case 'PauseTask':
      return setPaused(state, { paused: true, by: command.by });
    case 'ResumeTask':
      return setPaused(state, { paused: false, by: command.by });
    default:
      return unreachable(command);
  }
}

function acceptAttempt(
  state: TaskState,
  command: { readonly attempt: number; readonly tree: string },
): TaskDecision {
  const { attempt, tree } = command;
  const same = attempt === state.attempt;
  if (state.life === 'accepted' && same && tree === state.acceptedTree) return accept();
  if (state.life === 'open' && same) {
    return accept({ type: 'task.accepted', data: { ...state.key, attempt, tree } });
  }
  return reject(
    'attempt-not-current',
    `Attempt ${attempt} is void: the task is ${state.life} at attempt ${state.attempt}`,
  );
}

function complete(
  state: TaskState,
  command: { readonly attempt: number; readonly tree: string; readonly commit?: string },
): TaskDecision {
  const { attempt, tree, commit } = command;
  if (attempt !== state.attempt) return accept();
  const merged = commit !== undefined;
  if (state.life !== (merged ? 'accepted' : 'open')) return accept();
  if (merged && tree !== state.acceptedTree) {
    return reject('tree-not-accepted', `Attempt ${attempt} was accepted with another tree`);
  }
  const data = { ...state.key, attempt, tree, ...(merged ? { commit } : {}) };
  return accept({ type: 'task.completed', data });
}

function escalate(
  state: TaskState,
  command: {
    readonly attempt: number;
    readonly reason: EscalationReason;
    readonly message: string;
    readonly findings: readonly Finding[];
  },
): TaskDecision {
  if (state.life !== 'open' || command.attempt !== state.attempt) return accept();
  const { attempt, reason, message } = command;
  const data = { ...state.key, attempt, reason, message, findings: [...command.findings] };
  return accept({ type: 'task.escalated', data });
}

function retryByPerson(
  state: TaskState,
  command: {
    readonly attempt?: number;
    readonly by: string;
    readonly previousAgents: readonly string[];
  },
): TaskDecision {
  if (state.life === 'accepted') return mergeUnderWay();
  if (state.life !== 'open' && state.life !== 'escalated') return alreadyEnded(state);
  if (command.attempt !== undefined && command.attempt !== state.attempt) {
    return reject(
      'attempt-not-current',
      `The task is at attempt ${state.attempt}, not ${command.attempt}; look again and repeat`,
    );
  }
  return accept(
    openNext(state, {
      cause: 'person',
      counted: false,
      agent: 'any',
      previousAgents: command.previousAgents,
      findings: [],
      by: command.by,
    }),
  );
}

function rejectTask(
  state: TaskState,
  command: { readonly by: string; readonly reason: string },
): TaskDecision {
  if (state.life === 'failed') return accept();
  if (state.life !== 'escalated') {
    return reject(
      'task-not-escalated',
      `The task is ${state.life}; only an escalated task can be rejected. To end it: atms task cancel`,
    );
  }
  const { by, reason } = command;
  return accept({
    type: 'task.failed',
    data: { ...state.key, attempt: state.attempt, reason, by },
  });
}

function cancel(
  state: TaskState,
  command: { readonly by: string; readonly reason: string },
): TaskDecision {
  if (state.life === 'cancelled') return accept();
  if (state.life === 'accepted') return mergeUnderWay();
  if (state.life !== 'open' && state.life !== 'escalated') return alreadyEnded(state);
  const { by, reason } = command;
  return accept({
    type: 'task.cancelled',
    data: { ...state.key, attempt: state.attempt, reason, by },
  });
}

function setPaused(
  state: TaskState,
  wanted: { readonly paused: boolean; readonly by: string },
): TaskDecision {
  if (state.life === 'completed' || state.life === 'failed' || state.life === 'cancelled') {
    return alreadyEnded(state);
  }
  if (state.paused === wanted.paused) return accept();
  return accept({
    type: wanted.paused ? 'task.paused' : 'task.resumed',
    data: { ...state.key, by: wanted.by },
  });
}
