/**
 * A line between a task-manager that makes up what becomes of each attempt, and a bus that delivers late, twice and in
 * any order. Time passes only when nothing is left to deliver.
 */
import type { RemovalReason } from '@atms/contracts';
import { createSeededRandom } from '@atms/eventsourcing';
import { createLineDecider } from '../domain/line.ts';
import type { EntryKey, LineRequest, NewEntry } from '../domain/line-messages.ts';
import { at, entry, key, moment } from './line-commands.ts';
import type { PlannedEntry } from './random-line.ts';

/** What becomes of an attempt that is ready; the last of a task is its end. */
export type Fate = 'retried' | 'set-aside' | 'completed' | 'failed';

export interface SimulatedTask extends PlannedEntry {
  readonly fates: readonly Fate[];
  /** A person asks for the second attempt before the first has started. */
  readonly hurried: boolean;
}

type Random = () => number;

/** @returns the tasks whose end was reached, in the order of their ends. */
export function simulateLine(
  tasks: readonly SimulatedTask[],
  { seed, cap }: { readonly seed: number; readonly cap: number },
): readonly string[] {
  const random = createSeededRandom(seed);
  const manager = createMadeUpManager(tasks, random);
  const bus = createRoughBus(random, manager.begin());
  const pauses = createPauses(tasks, random);
  const decider = createLineDecider({ cap });
  let line = decider.initialState();
  let seconds = 0;

  const tell = (message: LineRequest) => {
    const now = moment({ at: at(seconds), pausedTasks: pauses.paused() });
    const decision = decider.decide({ ...message, ...now }, line);
    if (decision.kind === 'rejected') throw new Error(decision.rejection.message);
    line = decision.events.reduce(decider.evolve, line);
    for (const { type, data } of decision.events) {
      if (type === 'task.ready') bus.send(manager.carryOut(data, seconds));
    }
  };
  for (;;) {
    const message = bus.receive() ?? pauses.resume() ?? manager.nextDue(seconds);
    if (message === undefined) return manager.ended;
    if ('seconds' in message) seconds = message.seconds;
    tell('seconds' in message ? { type: 'Look' } : message);
    bus.send(pauses.change());
  }
}

function createRoughBus(random: Random, underWay: LineRequest[]) {
  return {
    send: (messages: readonly LineRequest[]) => void underWay.push(...messages),
    receive(): LineRequest | undefined {
      const [message] = underWay.splice(Math.floor(random() * underWay.length), 1);
      if (message !== undefined && random() < 0.2) underWay.push(message);
      return message;
    },
  };
}

/** Whoever resumes looks again. */
function createPauses(tasks: readonly SimulatedTask[], random: Random) {
  let paused: readonly string[] = [];
  const resume = (): LineRequest | undefined => {
    if (paused.length === 0) return undefined;
    paused = [];
    return { type: 'Look' };
  };
  return {
    paused: () => paused,
    resume,
    change(): readonly LineRequest[] {
      const chance = random();
      if (chance < 0.1) {
        paused = tasks.map(({ taskId }) => taskId).filter(() => random() < 0.5);
        return [{ type: 'Look' }];
      }
      const look = chance < 0.2 ? resume() : undefined;
      return look === undefined ? [] : [look];
    },
  };
}

function createMadeUpManager(tasks: readonly SimulatedTask[], random: Random) {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const current = new Map(tasks.map(({ taskId, hurried }) => [taskId, hurried ? 2 : 1]));
  const fates = new Map(tasks.map((task) => [task.taskId, [...task.fates]]));
  const ended: string[] = [];
  let backOffs: readonly number[] = [];

  const again = (task: SimulatedTask, attempt: number, notBefore?: number): LineRequest => {
    current.set(task.taskId, attempt);
    return queueing(task, attempt, notBefore === undefined ? {} : { notBefore: at(notBefore) });
  };
  return {
    ended,
    begin: () => tasks.flatMap((task) => firstRequests(task)),
    carryOut({ taskId, attempt }: EntryKey, seconds: number): readonly LineRequest[] {
      const task = byId.get(taskId);
      // Work of an attempt that is not the current one is void.
      if (task === undefined || attempt !== current.get(taskId)) return [];
      const fate = fates.get(taskId)?.shift() ?? 'completed';
      if (fate === 'completed' || fate === 'failed') {
        ended.push(taskId);
        return [removal(task, attempt, fate)];
      }
      if (fate === 'set-aside') {
        return [removal(task, attempt, 'escalated'), again(task, attempt + 1)];
      }
      const due = seconds + Math.floor(random() * 60);
      backOffs = [...backOffs, due];
      return [again(task, attempt + 1, due)];
    },
    /** The next moment at which a back-off is over. */
    nextDue(seconds: number): { readonly seconds: number } | undefined {
      const [due] = backOffs.toSorted((one, other) => one - other);
      if (due === undefined) return undefined;
      backOffs = backOffs.filter((other) => other > due);
      return { seconds: Math.max(seconds, due) };
    },
  };
}

function firstRequests(task: SimulatedTask): readonly LineRequest[] {
  return task.hurried ? [queueing(task, 1), queueing(task, 2)] : [queueing(task, 1)];
}

function queueing(
  { taskId, workflowId, dependencies, paths, priority }: SimulatedTask,
  attempt: number,
  more: Partial<NewEntry> = {},
): LineRequest {
  const planned = { workflowId, dependencies, paths, priority };
  return { type: 'Enqueue', entry: entry(taskId, { ...planned, attempt, ...more }) };
}

function removal(
  { taskId, workflowId }: SimulatedTask,
  attempt: number,
  reason: RemovalReason,
): LineRequest {
  return { type: 'Remove', key: { ...key(taskId, attempt), workflowId }, reason };
}
