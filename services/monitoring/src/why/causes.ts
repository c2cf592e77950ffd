import { elapsedMs } from '@atms/contracts';
import { formatDuration } from '@atms/plan';
import type { TaskRow } from '../projections/tables.ts';
import { commandsToFree, commandToMend, pendingApproval, untilFree } from '../queries/waiting.ts';
import type { ShownTaskState } from '../queries/views.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { agentCauses, cause, planCause, queueCauses } from './waiting-causes.ts';
import type { CauseView } from './why-views.ts';

/** Why a task is where it is now, from recorded events alone. The first cause is the one that is followed. */
export function causesOf(task: TaskRow, around: Surroundings): readonly CauseView[] {
  return causes[task.state as ShownTaskState](task, around);
}

type Causes = (task: TaskRow, around: Surroundings) => readonly CauseView[];

const causes: Readonly<Record<ShownTaskState, Causes>> = {
  planned: (task) => [planCause(task)],
  created: queueCauses,
  queued: queueCauses,
  ready: agentCauses,
  assigned: (task) => [
    cause('starting', `is given to ${agentOf(task)}, which is about to start`, { who: 'agent' }),
  ],
  running: (task, around) => [asked(task, around) ?? working(task, around)],
  validating: (task, around) => [
    checkout(task, around) ?? mergeTurn(task, around) ?? checking(task, around),
  ],
  merging: (task, around) => [
    checkout(task, around) ??
      cause('merging', 'passed its checks and is being merged', { who: 'atms' }),
  ],
  escalated: (task) => [escalated(task)],
  completed: (task) => [ended(task, completedText(task))],
  failed: (task) => [ended(task, `failed: ${task.endReason ?? 'no reason given'}`)],
  cancelled: (task) => [ended(task, `cancelled: ${task.endReason ?? 'no reason given'}`)],
};

function completedText({ attempt, commit }: TaskRow): string {
  const text = `completed with attempt ${attempt}`;
  return commit === null ? `${text}, nothing changed` : text;
}

function agentOf(task: TaskRow): string {
  return task.agentId ?? 'an agent';
}

function asked(task: TaskRow, { approvals }: Surroundings): CauseView | undefined {
  const approval = pendingApproval(task, approvals);
  if (approval === undefined) return undefined;
  const { approvalId, action, requestedAt } = approval;
  return cause('approval', `waits for leave to ${action} (${approvalId})`, {
    who: 'person',
    since: requestedAt,
    commands: [`atms approve ${approvalId}`, `atms reject ${approvalId}`],
  });
}

function working(task: TaskRow, { now }: Surroundings): CauseView {
  const since = task.attemptStartedAt ?? now;
  const time = formatDuration(elapsedMs(since, now));
  return cause('working', `attempt ${task.attempt}, running for ${time} on ${agentOf(task)}`, {
    who: 'agent',
    since,
    commands: [`atms task logs ${task.taskId}`],
  });
}

function checking(task: TaskRow, { now }: Surroundings): CauseView {
  const since = task.executedAt ?? now;
  const time = formatDuration(elapsedMs(since, now));
  return cause('checking', `attempt ${task.attempt}, being checked for ${time}`, {
    who: 'atms',
    since,
  });
}

function mergeTurn(task: TaskRow, around: Surroundings): CauseView | undefined {
  if (!around.passed.has(task.taskId)) return undefined;
  const ahead = [...around.tasks.values()].find(
    (one) => one.state === 'merging' && one.taskId !== task.taskId,
  );
  if (ahead === undefined)
    return cause('merging', 'passed its checks and is about to be merged', { who: 'atms' });
  const text = `waits for its turn to merge after ${nameOf(ahead.taskId, around)}`;
  return cause('merge-turn', text, { who: 'atms', by: [ahead.taskId] });
}

function checkout(task: TaskRow, { checkouts }: Surroundings): CauseView | undefined {
  const found = checkouts.get(task.taskId);
  if (found === undefined) return undefined;
  return cause('checkout', untilFree(found), {
    who: 'person',
    commands: [...commandsToFree(found)],
  });
}

function escalated(task: TaskRow): CauseView {
  const { taskId, escalationReason, message } = task;
  return cause('escalated', `needs a person, ${escalationReason ?? 'unknown'}: ${message ?? ''}`, {
    who: 'person',
    commands: [
      `atms task show ${taskId}`,
      `atms task retry ${taskId}`,
      `atms reject ${taskId}`,
      commandToMend(task),
    ],
  });
}

function ended(task: TaskRow, text: string): CauseView {
  const code = task.state as 'completed' | 'failed' | 'cancelled';
  return cause(code, text, { who: 'nobody', since: task.endedAt });
}
