/**
 * A workflow and its tasks with everything that decides them: deciders, process, and a board that lags behind the log.
 * Made up are the other services, a person, and a bus that delivers late, twice and in any order.
 */
import type { TaskSpec } from '@atms/contracts';
import { createSeededRandom, type RecordedEvent } from '@atms/eventsourcing';
import { createRecorder, requestedWorkflow } from '@atms/testkit';
import { retryDefaults } from '../domain/retry-policy.ts';
import { createTaskDecider } from '../domain/task.ts';
import type { TaskCommand, TaskEvent, TaskState } from '../domain/task-messages.ts';
import { type WorkflowCommand, workflowDecider, type WorkflowEvent } from '../domain/workflow.ts';
import type { ToSend } from '../processes/commands.ts';
import { reactForWorkflow } from '../processes/workflow-process.ts';
import { createTaskBoard } from '../projections/task-board.ts';
import { type Fate, type Step, stepsOf } from './fates.ts';

export interface SimulatedTask {
  readonly spec: TaskSpec;
  readonly fates: readonly Fate[];
}

export interface SimulationSettings {
  readonly seed: number;
  /** A person cancels the workflow when so many things have happened. */
  readonly cancelAfter?: number;
  /** A person adds these when so many things have happened, if the workflow has not ended by then. */
  readonly added?: { readonly after: number; readonly tasks: readonly SimulatedTask[] };
}

type Random = () => number;

/** @returns the log, once nothing more happens. */
export function simulateWorkflow(
  tasks: readonly SimulatedTask[],
  { seed, cancelAfter, added = { after: 0, tasks: [] } }: SimulationSettings,
): readonly RecordedEvent[] {
  const random = createSeededRandom(seed);
  const log = createDecidedLog();
  const bus = createLateBus(log, random);
  const world = createMadeUpWorld([...tasks, ...added.tasks], log);
  const specs = tasks.map(({ spec }) => spec);
  log.workflow({ type: 'RequestWorkflow', request: requestedWorkflow(), tasks: specs });
  log.workflow({ type: 'ApproveWorkflow', by: 'pat' });
  for (let turn = 1; ; turn++) {
    if (turn === added.after) {
      const more = added.tasks.map(({ spec }) => spec);
      log.workflow({ type: 'AddTasks', tasks: more, by: 'pat' });
    }
    if (turn === cancelAfter) log.workflow({ type: 'CancelWorkflow', by: 'pat', reason: '' });
    const possible = [...bus.possible(), ...world.possible()];
    const happens = possible[Math.floor(random() * possible.length)];
    if (happens === undefined) return log.events;
    happens();
  }
}

type DecidedLog = ReturnType<typeof createDecidedLog>;
/** One thing that may happen next. */
type Happening = () => void;

/** Streams that decide, and the log that they append to. */
function createDecidedLog() {
  const record = createRecorder();
  const events: RecordedEvent[] = [];
  const taskDecider = createTaskDecider(retryDefaults);
  const tasks = new Map<string, TaskState>();
  let state = workflowDecider.initialState();
  const append = (decided: readonly (TaskEvent | WorkflowEvent)[]) => {
    for (const { type, data } of decided) events.push(record(type, data));
  };
  const stateOf = (taskId: string) => tasks.get(taskId) ?? taskDecider.initialState();
  const workflow = (command: WorkflowCommand) => {
    const decision = workflowDecider.decide(command, state);
    if (decision.kind === 'rejected') return;
    state = decision.events.reduce(workflowDecider.evolve, state);
    append(decision.events);
  };
  const task = (taskId: string, command: TaskCommand) => {
    const before = stateOf(taskId);
    const decision = taskDecider.decide(command, before);
    if (decision.kind === 'rejected') return;
    tasks.set(taskId, decision.events.reduce(taskDecider.evolve, before));
    append(decision.events);
  };
  const send = (toSend: ToSend) => {
    if (toSend.to === 'workflow') workflow(toSend.command);
    if (toSend.to === 'task') task(toSend.taskId, toSend.command);
  };
  return { events, stateOf, life: () => state.life, workflow, task, send };
}

/** Hands events to the process, whose board has reached them and perhaps more; its commands are decided later. */
function createLateBus({ events, send }: DecidedLog, random: Random) {
  const board = createTaskBoard();
  const underWay: RecordedEvent[] = [];
  const commands: ToSend[] = [];
  let fetched = 0;
  let seen = 0;
  const pick = <Item>(items: Item[]) => items.splice(Math.floor(random() * items.length), 1);
  const deliver = () => {
    for (const event of pick(underWay)) {
      if (random() < 0.2) underWay.push(event);
      const ahead = Math.floor(random() * (events.length - event.position + 1));
      for (const later of events.slice(seen, event.position + ahead)) board.apply(later);
      seen = Math.max(seen, event.position + ahead);
      commands.push(...reactForWorkflow(event, board));
    }
  };
  const decide = () => pick(commands).forEach(send);
  return {
    possible(): readonly Happening[] {
      underWay.push(...events.slice(fetched));
      fetched = events.length;
      return [...underWay.map(() => deliver), ...commands.map(() => decide)];
    },
  };
}

/**
 * Carries out the fates of tasks whose dependencies have completed, as the queue would let it. For a workflow that is
 * cancelled nothing is begun any more.
 */
function createMadeUpWorld(tasks: readonly SimulatedTask[], log: DecidedLog) {
  const left = new Map<string, Step[]>(
    tasks.map(({ spec, fates }) => [spec.taskId, [...stepsOf(fates)]]),
  );
  const mayStart = ({ taskId, dependencies }: TaskSpec) =>
    log.life() === 'approved' &&
    log.stateOf(taskId).life === 'open' &&
    dependencies.every((dependency) => log.stateOf(dependency).life === 'completed');
  const isPossible = (spec: TaskSpec, step: Step) => {
    const { life } = log.stateOf(spec.taskId);
    const isThere = life === 'open' || life === 'accepted' || life === 'escalated';
    return isThere && (!step.waits || mayStart(spec));
  };
  const next = ({ spec }: SimulatedTask): readonly Happening[] => {
    const steps = left.get(spec.taskId) ?? [];
    const [step] = steps;
    if (step === undefined || !isPossible(spec, step)) return [];
    const takeStep = () => {
      steps.shift();
      log.task(spec.taskId, step.command(log.stateOf(spec.taskId).attempt));
    };
    return [takeStep];
  };
  return { possible: () => tasks.flatMap(next) };
}
