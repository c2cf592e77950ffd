/** What a person changes of a task, and whom they give it to. Its attempts are opened by `openNext` as always. */
import type { TaskChanges } from '@atms/contracts';
import { accept } from '@atms/eventsourcing';
import { openNext } from './attempt-end.ts';
import { alreadyEnded, mergeUnderWay } from './refusals.ts';
import type { TaskCommand, TaskDecision, TaskEvent, TaskState } from './task-messages.ts';

type CommandOf<T extends TaskCommand['type']> = Extract<TaskCommand, { type: T }>;

/** A change to what it is already is accepted and leaves no event. */
export function updateTask(
  state: TaskState,
  { changes, by }: Pick<CommandOf<'UpdateTask'>, 'changes' | 'by'>,
): TaskDecision {
  return refusal(state) ?? accept(...updates(state, changes, by));
}

/**
 * An attempt that is under way belongs to the agent that has it: it ends, and the next one is the new agent's. Also when
 * the task was for that one before: an earlier change may have named it, and then it held from the next attempt on.
 */
export function reassignTask(
  state: TaskState,
  command: Omit<CommandOf<'ReassignTask'>, 'type'>,
): TaskDecision {
  const { agent, by, withOthers, previousAgents } = command;
  const updated = updates(state, { agent }, by);
  const next = { cause: 'person', counted: false, agent: 'any', findings: [] } as const;
  const isTakenAway = state.life === 'open' && withOthers === state.attempt;
  const opened = isTakenAway ? [openNext(state, { ...next, previousAgents, by })] : [];
  return refusal(state) ?? accept(...updated, ...opened);
}

function refusal(state: TaskState): TaskDecision | undefined {
  if (state.life === 'accepted') return mergeUnderWay();
  return state.life === 'open' || state.life === 'escalated' ? undefined : alreadyEnded(state);
}

function updates(state: TaskState, wanted: TaskChanges, by: string): readonly TaskEvent[] {
  const changes = differing(state.asked, wanted);
  if (Object.keys(changes).length === 0) return [];
  return [{ type: 'task.updated', data: { ...state.key, changes, by } }];
}

function differing(asked: TaskChanges, wanted: TaskChanges): TaskChanges {
  const before: Readonly<Record<string, unknown>> = { ...asked };
  const entries = Object.entries(wanted).filter(([name, value]) => !isSame(before[name], value));
  return Object.fromEntries(entries);
}

/** Values are plain JSON, written by one schema. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
