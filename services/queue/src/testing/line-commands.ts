import type { Priority } from '@atms/contracts';
import type { Decision, Rejection } from '@atms/eventsourcing';
import { createLineDecider } from '../domain/line.ts';
import type {
  EntryKey,
  Moment,
  NewEntry,
  QueueCommand,
  QueueEvent,
} from '../domain/line-messages.ts';

const beginning = '2030-01-01T00:00:00.000Z';

/** The instant so many seconds after the beginning. */
export function at(seconds: number): string {
  return new Date(Date.parse(beginning) + seconds * 1_000).toISOString();
}

/** A moment as specs write it; at the beginning, and with nothing paused, when they say nothing else. */
export interface MomentInShort {
  readonly at?: string;
  readonly pausedWorkflows?: readonly string[];
  readonly pausedTasks?: readonly string[];
}

export function moment(short: MomentInShort = {}): Moment {
  const { at: instant = beginning, pausedWorkflows = [], pausedTasks = [] } = short;
  return {
    at: instant,
    pauses: { workflows: new Set(pausedWorkflows), tasks: new Set(pausedTasks) },
  };
}

export function key(taskId: string, attempt = 1): EntryKey {
  return { lineId: 'L', workflowId: 'W', taskId, attempt };
}

/** A task of medium priority that was queued at the beginning, waits for nothing and locks nothing. */
export function entry(taskId: string, change: Partial<NewEntry> = {}): NewEntry {
  return {
    ...key(taskId),
    dependencies: [],
    paths: [],
    priority: 'medium',
    queuedAt: beginning,
    ...change,
  };
}

export function enqueue(
  taskId: string,
  change: Partial<NewEntry> = {},
  when: MomentInShort = {},
): QueueCommand {
  return { type: 'Enqueue', entry: entry(taskId, change), ...moment(when) };
}

export function remove(
  taskId: string,
  reason: Extract<QueueCommand, { type: 'Remove' }>['reason'],
  { attempt = 1, ...when }: MomentInShort & { readonly attempt?: number } = {},
): QueueCommand {
  return { type: 'Remove', key: key(taskId, attempt), reason, ...moment(when) };
}

export function look(when: MomentInShort = {}): QueueCommand {
  return { type: 'Look', ...moment(when) };
}

export function prioritize(
  taskId: string,
  priority: Priority,
  when: MomentInShort = {},
): QueueCommand {
  return { type: 'Prioritize', taskId, priority, by: 'pat', ...moment(when) };
}

export function setDeadline(
  taskId: string,
  deadline: string,
  when: MomentInShort = {},
): QueueCommand {
  return { type: 'SetDeadline', taskId, deadline, by: 'pat', ...moment(when) };
}

/** What each command leads to, one after the other on one line that is kept, as a handler keeps it. */
export function toldOneByOne(
  commands: readonly QueueCommand[],
  { cap = 10 }: { readonly cap?: number } = {},
): readonly (readonly QueueEvent[])[] {
  const decider = createLineDecider({ cap });
  let line = decider.initialState();
  return commands.map((command) => {
    const decided = eventsOf(decider.decide(command, line));
    line = decided.reduce(decider.evolve, line);
    return decided;
  });
}

/** What the last of the commands leads to, each event as a short text such as `task.ready T1/2`. */
export function toldLast(
  commands: readonly QueueCommand[],
  settings: { readonly cap?: number } = {},
): readonly string[] {
  return (toldOneByOne(commands, settings).at(-1) ?? []).map(short);
}

function short(event: QueueEvent): string {
  const { taskId, attempt } = event.data;
  const said = `${event.type} ${taskId}/${attempt}`;
  if (event.type === 'queue.removed') return `${said} ${event.data.reason}`;
  return event.type === 'queue.prioritized' ? `${said} ${event.data.priority}` : said;
}

function eventsOf(decision: Decision<QueueEvent, Rejection>): readonly QueueEvent[] {
  if (decision.kind === 'rejected') throw new Error(decision.rejection.message);
  return decision.events;
}
