/**
 * A line between a task-manager that makes up what becomes of each attempt, and a bus that delivers late, twice and in
 * any order. Time passes only when nothing is left to deliver.
 */
import { createSeededRandom } from '@atms/eventsourcing';
import type { RemovalReason } from '@atms/contracts';
import { createLineDecider } from '../domain/line.ts';
import type { Moment, NewEntry, QueueCommand, QueueEvent } from '../domain/line-messages.ts';
import { at, entry, key } from './line-commands.ts';
import type { PlannedEntry } from './random-line.ts';

/** What becomes of an attempt that is ready; the last of a task is its end. */
export type Fate = 'retried' | 'set-aside' | 'completed' | 'failed';

export interface SimulatedTask extends PlannedEntry {
  readonly fates: readonly Fate[];
  /** A person asks for the second attempt before the first has started. */
  readonly hurried: boolean;
}

type Message =
  | { readonly type: 'Enqueue'; readonly entry: NewEntry }
  | Omit<Extract<QueueCommand, { type: 'Remove' }>, keyof Moment>
  | { readonly type: 'Look' };

export interface SimulatedRun {
  readonly log: readonly QueueEvent[];
  /** Tasks in the order of their ends. */
  readonly ended: readonly string[];
}

export function simulateLine(
  tasks: readonly SimulatedTask[],
  { seed, cap }: { readonly seed: number; readonly cap: number },
): SimulatedRun {
  const random = createSeededRandom(seed);
  const decider = createLineDecider({ cap });
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const current = new Map(tasks.map(({ taskId, hurried }) => [taskId, hurried ? 2 : 1]));
  const fates = new Map(tasks.map((task) => [task.taskId, [...task.fates]]));
  const pending: Message[] = tasks.flatMap((task) => firstMessages(task));
  const log: QueueEvent[] = [];
  const ended: string[] = [];
  const backOffs: number[] = [];
  let line = decider.initialState();
  let seconds = 0;
  let paused: readonly string[] = [];

  const tell = (message: Message) => {
    const moment = { at: at(seconds), pausedTasks: paused, pausedWorkflows: [] };
    const decision = decider.decide({ ...message, ...moment }, line);
    if (decision.kind === 'rejected') return;
    line = decision.events.reduce(decider.evolve, line);
    log.push(...decision.events);
    for (const event of decision.events) if (event.type === 'task.ready') carryOut(event.data);
  };
  const carryOut = ({ taskId, attempt }: { readonly taskId: string; readonly attempt: number }) => {
    const task = byId.get(taskId);
    if (task === undefined || attempt !== current.get(taskId)) return;
    const fate = fates.get(taskId)?.shift() ?? 'completed';
    if (fate === 'completed' || fate === 'failed') {
      ended.push(taskId);
      pending.push(removal(task, attempt, fate));
      return;
    }
    current.set(taskId, attempt + 1);
    const due = seconds + Math.floor(random() * 60);
    if (fate === 'retried') backOffs.push(due);
    else pending.push(removal(task, attempt, 'escalated'));
    pending.push(queueing(task, attempt + 1, fate === 'retried' ? { notBefore: at(due) } : {}));
  };
  const deliver = () => {
    const [message] = pending.splice(Math.floor(random() * pending.length), 1);
    if (message === undefined) return;
    if (random() < 0.2) pending.push(message);
    tell(message);
  };
  const pauseOrResume = () => {
    const chance = random();
    if (chance < 0.1) paused = tasks.map(({ taskId }) => taskId).filter(() => random() < 0.5);
    else if (chance < 0.2) resume();
  };
  const resume = () => {
    paused = [];
    pending.push({ type: 'Look' });
  };

  for (;;) {
    if (pending.length > 0) {
      deliver();
      pauseOrResume();
    } else if (paused.length > 0) resume();
    else if (backOffs.length > 0) {
      seconds = Math.max(seconds, Math.min(...backOffs));
      backOffs.splice(0, backOffs.length, ...backOffs.filter((due) => due > seconds));
      tell({ type: 'Look' });
    } else return { log, ended };
  }
}

function firstMessages(task: SimulatedTask): readonly Message[] {
  return task.hurried ? [queueing(task, 1), queueing(task, 2)] : [queueing(task, 1)];
}

function queueing(task: SimulatedTask, attempt: number, more: Partial<NewEntry> = {}): Message {
  const { fates: _fates, hurried: _hurried, ...planned } = task;
  return { type: 'Enqueue', entry: entry(task.taskId, { ...planned, attempt, ...more }) };
}

function removal(
  { taskId, workflowId }: SimulatedTask,
  attempt: number,
  reason: RemovalReason,
): Message {
  return { type: 'Remove', key: { ...key(taskId, attempt), workflowId }, reason };
}
