/** What other services' events, and the task-manager's own, mean for one task. */
import {
  boundFindings,
  type EventData,
  type Finding,
  hasAttempt,
  isEvent,
  type RetryCause,
} from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskCommand } from '../domain/task-messages.ts';
import type { TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

export function reactForTask(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  if (isEvent(event, 'task.executed')) return afterExecution(event, board);
  if (isEvent(event, 'validation.result')) return afterValidation(event, board);
  if (isEvent(event, 'merge.applied')) {
    const { taskId, attempt, tree, commit } = event.data;
    return [toTask(taskId, { type: 'CompleteAttempt', attempt, tree, commit })];
  }
  if (isEvent(event, 'merge.conflicted')) return afterConflict(event, board);
  if (isEvent(event, 'agent.released') && event.data.reason === 'lease-over') {
    return [endOf(event, board, { ...event.data, cause: 'lease-over', findings: [] })];
  }
  if (isEvent(event, 'task.updated', 'agent.assigned', 'task.started')) {
    return afterChangeOfHands(event, board);
  }
  if (isEvent(event, 'deadletter.recorded')) return afterDeadLetter(event.data, board);
  return [];
}

function toTask(taskId: string, command: TaskCommand): ToSend {
  return { to: 'task', taskId, command };
}

function endOf(
  event: RecordedEvent,
  board: TaskBoard,
  ended: {
    readonly taskId: string;
    readonly attempt: number;
    readonly cause: RetryCause;
    readonly findings: readonly Finding[];
  },
): ToSend {
  const { taskId, attempt, cause, findings } = ended;
  return toTask(taskId, {
    type: 'EndAttempt',
    attempt,
    cause,
    findings,
    previousAgents: board.agentsOf(taskId),
    anotherAgent: board.hasAnotherAgent(taskId),
    at: event.metadata.time,
  });
}

const causeOf: Readonly<Record<string, RetryCause>> = {
  failed: 'agent-failed',
  'timed-out': 'timed-out',
  interrupted: 'interrupted',
  cancelled: 'interrupted',
};

function afterExecution(
  event: RecordedEvent & { readonly data: EventData<'task.executed'> },
  board: TaskBoard,
): readonly ToSend[] {
  const { taskId, attempt, outcome, summary, violations } = event.data;
  const cause = causeOf[outcome];
  if (cause === undefined) return [];
  const said = summary === '' ? [] : [{ gate: 'agent', message: summary.slice(0, 4_000) }];
  return [endOf(event, board, { taskId, attempt, cause, findings: [...said, ...violations] })];
}

function afterValidation(
  event: RecordedEvent & { readonly data: EventData<'validation.result'> },
  board: TaskBoard,
): readonly ToSend[] {
  const { taskId, attempt, of, verdict, toMerge, tree, gates } = event.data;
  // What passes or fails as a candidate is merged or a conflict, which the gateway says.
  if (of === 'candidate' && (verdict === 'passed' || verdict === 'failed')) return [];
  const findings = boundFindings(gates.flatMap((gate) => gate.findings));
  switch (verdict) {
    case 'passed':
      return toMerge ? [] : [toTask(taskId, { type: 'CompleteAttempt', attempt, tree })];
    case 'failed': {
      const outside = gates.some((gate) => gate.gate === 'scope' && gate.status === 'failed');
      const cause = outside ? 'outside-paths' : 'checks-failed';
      return [endOf(event, board, { taskId, attempt, cause, findings })];
    }
    case 'error':
      return [
        escalation(event.data, {
          reason: 'gates-error',
          message: whyNotRun(gates),
          findings,
        }),
      ];
    case 'unproven':
      return [
        escalation(event.data, {
          reason: 'unproven',
          message:
            'Nothing but the scope check passed. Name `checks` in the plan, or `checks: none` if none are wanted, and run it with --new',
          findings,
        }),
      ];
  }
}

function whyNotRun(gates: EventData<'validation.result'>['gates']): string {
  const broken = gates.filter(({ status }) => status === 'error');
  const why = broken.map(({ gate, reason }) => `${gate} (${reason ?? 'no reason given'})`);
  return `These checks could not be run: ${why.join('; ')}`.slice(0, 4_000);
}

function escalation(
  { taskId, attempt }: { readonly taskId: string; readonly attempt: number },
  why: Pick<EventData<'task.escalated'>, 'reason' | 'message' | 'findings'>,
): ToSend {
  return toTask(taskId, { type: 'EscalateAttempt', attempt, ...why });
}

function afterConflict(
  event: RecordedEvent & { readonly data: EventData<'merge.conflicted'> },
  board: TaskBoard,
): readonly ToSend[] {
  const { taskId, attempt, reason, message, findings } = event.data;
  if (reason === 'refused') return [];
  const said = { gate: 'merge', message: message.slice(0, 4_000) };
  return [
    endOf(event, board, { taskId, attempt, cause: 'conflict', findings: [said, ...findings] }),
  ];
}

/**
 * A task was given to other agents while it was being assigned or started: whoever did that had not seen the change.
 * What an attempt is asked for does not change once it has started, so one that is at work for good goes on.
 */
function afterChangeOfHands(
  event: RecordedEvent & { readonly data: { readonly taskId: string } },
  board: TaskBoard,
): readonly ToSend[] {
  const { taskId } = event.data;
  const task = board.task(taskId);
  if (task === undefined || !board.isMisplaced(taskId)) return [];
  const findings = [{ gate: 'assignment', message: 'The task was given to other agents' }];
  return [endOf(event, board, { taskId, attempt: task.attempt, cause: 'interrupted', findings })];
}

function afterDeadLetter(
  letter: EventData<'deadletter.recorded'>,
  board: TaskBoard,
): readonly ToSend[] {
  const task = letter.taskId === undefined ? undefined : board.task(letter.taskId);
  if (task === undefined || !hasAttempt(task)) return [];
  const message = `${letter.consumer} gave up on ${letter.eventType}: ${letter.error}`.slice(
    0,
    4_000,
  );
  const { taskId, attempt } = { ...task, ...letter };
  return [escalation({ taskId, attempt }, { reason: 'dead-letter', message, findings: [] })];
}
