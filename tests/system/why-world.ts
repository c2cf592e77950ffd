/**
 * A line of tasks in small: the real queue decides, monitoring's projections read what was recorded, and a test may
 * do anything at any moment. Agents are as simple as can be: whoever is ready may be taken.
 */
import {
  lineId,
  specOf,
  taskIdOf,
  workflowId,
} from '../../services/monitoring/src/spec-support/story.ts';
import * as steps from '../../services/monitoring/src/spec-support/story-steps.ts';
import { causesOf } from '../../services/monitoring/src/why/causes.ts';
import type { CauseView } from '../../services/monitoring/src/why/why-views.ts';
import { createRecorder, type Recorder } from './why-recorder.ts';
import { createSmallQueue, type SmallQueue } from './why-queue.ts';

export interface WorldTask {
  readonly id: string;
  readonly dependencies: readonly string[];
  readonly paths: readonly string[];
  readonly priority: 'critical' | 'high' | 'medium' | 'low';
}

export interface World {
  stateOf(id: string): string;
  causes(id: string): readonly CauseView[];
  /** Lets the queue look at the line as it is. */
  look(): void;
  wait(ms: number): void;
  pauseTask(id: string, isPaused: boolean): void;
  pauseWorkflow(isPaused: boolean): void;
  /** Gives every ready task to the agent, as far as it has slots. */
  assign(): void;
  /** Work, checks and merge of a task that an agent has. */
  finish(id: string): void;
  /** An end, or a setting aside, in whatever state the task is. */
  remove(id: string, reason: 'completed' | 'cancelled' | 'escalated'): void;
  retry(id: string, backOffMs: number): void;
}

const slots = 2;
const agentId = 'box.shell';

export function createWorld(tasks: readonly WorldTask[], cap: number): World {
  const recorder = createRecorder();
  const queue = createSmallQueue(recorder, cap);
  begin(recorder, queue, tasks);
  const remove = (id: string, reason: 'completed' | 'cancelled' | 'escalated') =>
    takeOff({ recorder, queue }, id, reason);
  return {
    stateOf: recorder.stateOf,
    causes: (id) => causesOf(recorder.rowOf(id), recorder.surroundings()),
    look: queue.look,
    wait(ms) {
      recorder.story.wait(ms);
      queue.look();
    },
    pauseTask: queue.pauseTask,
    pauseWorkflow: queue.pauseWorkflow,
    assign: () => tasks.forEach(({ id }) => give(recorder, queue, id)),
    finish(id) {
      if (recorder.stateOf(id) !== 'running') return;
      recorder.tell((story) => steps.merged(steps.validated(steps.executed(story, id), id), id));
      remove(id, 'completed');
    },
    remove,
    retry(id, backOffMs) {
      const { story, stateOf } = recorder;
      if (stateOf(id) !== 'running' && stateOf(id) !== 'escalated') return;
      release(recorder, id);
      const notBefore = new Date(Date.parse(story.now()) + backOffMs).toISOString();
      recorder.tell(() => steps.retried(story, id, { notBefore }));
      queue.enqueue(id, notBefore);
    },
  };
}

function begin(recorder: Recorder, queue: SmallQueue, tasks: readonly WorldTask[]): void {
  const planned = tasks.map((task) => ({
    ...task,
    paths: [...task.paths],
    dependencies: [...task.dependencies],
  }));
  recorder.tell((story) => {
    steps.planned(steps.registered(story, slots), planned);
    story.happened('workflow.approved', { workflowId, by: 'ada' });
    for (const task of planned) {
      story.happened('task.created', { ...specOf(task), workflowId, lineId, attempt: 1 });
    }
  });
  for (const { id } of tasks) queue.enqueue(id);
}

function give(recorder: Recorder, queue: SmallQueue, id: string): void {
  const isFree = recorder.surroundings().assignments.length < slots;
  if (recorder.stateOf(id) !== 'ready' || !isFree || queue.isPaused(id)) return;
  recorder.tell((story) => steps.started(steps.assigned(story, id, agentId), id, agentId));
}

interface Parts {
  readonly recorder: Recorder;
  readonly queue: SmallQueue;
}

function takeOff(
  { recorder, queue }: Parts,
  id: string,
  reason: 'completed' | 'cancelled' | 'escalated',
): void {
  if (recorder.rowOf(id).ended === 1) return;
  if (reason === 'escalated' && recorder.stateOf(id) === 'escalated') return;
  const key = steps.attemptKey(recorder.story, id);
  release(recorder, id);
  recorder.tell((story) => {
    if (reason === 'completed') story.happened('task.completed', { ...key, tree: 'c'.repeat(40) });
    else if (reason === 'escalated') steps.escalated(story, id);
    else story.happened('task.cancelled', { ...key, by: 'ada', reason: 'no more' });
  });
  queue.remove(id, reason);
}

/** Its slot is given back. */
function release(recorder: Recorder, id: string): void {
  if (recorder.stateOf(id) !== 'running') return;
  recorder.tell((story) =>
    story.happened('agent.released', { ...steps.attemptKey(story, id), agentId, reason: 'void' }),
  );
}

export function planTaskIdOf(taskId: string): string {
  return taskId.slice(taskIdOf('').length);
}
