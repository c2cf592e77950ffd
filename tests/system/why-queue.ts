/** The real decider of a line, with pauses as the queue's view would hold them. */
import type { Priority, RemovalReason } from '@atms/contracts';
import { lineId, taskIdOf, workflowId } from '../../services/monitoring/src/spec-support/story.ts';
import { attemptKey } from '../../services/monitoring/src/spec-support/story-steps.ts';
import { createLineIndex } from '../../services/queue/src/domain/line-index.ts';
import type { LineRequest, Pauses } from '../../services/queue/src/domain/line-messages.ts';
import { createLineDecider } from '../../services/queue/src/domain/line.ts';
import type { Recorder } from './why-recorder.ts';

export interface SmallQueue {
  look(): void;
  enqueue(id: string, notBefore?: string): void;
  remove(id: string, reason: RemovalReason): void;
  pauseTask(id: string, isPaused: boolean): void;
  pauseWorkflow(isPaused: boolean): void;
  isPaused(id: string): boolean;
}

export function createSmallQueue(recorder: Recorder, cap: number): SmallQueue {
  const decider = createLineDecider({ cap });
  const { story } = recorder;
  let pauses: Pauses = { workflows: new Set(), tasks: new Set() };
  let line = createLineIndex();
  const ask = (request: LineRequest) => {
    const decision = decider.decide({ ...request, at: story.now(), pauses }, line);
    if (decision.kind !== 'accepted') throw new Error('A line rejects nothing here');
    for (const { type, data } of decision.events) {
      line = decider.evolve(line, { type, data } as Parameters<typeof decider.evolve>[1]);
      recorder.tell(() => story.happened(type, data));
    }
  };
  const keyOf = (id: string) => ({ lineId, ...attemptKey(story, id) });
  const look = () => ask({ type: 'Look' });
  return {
    look,
    enqueue(id, notBefore) {
      const { dependencies, paths, priority } = recorder.rowOf(id);
      const entry = {
        ...keyOf(id),
        dependencies: JSON.parse(dependencies) as string[],
        paths: JSON.parse(paths) as string[],
        priority: priority as Priority,
        queuedAt: story.now(),
        ...(notBefore === undefined ? {} : { notBefore }),
      };
      ask({ type: 'Enqueue', entry });
    },
    remove: (id, reason) => ask({ type: 'Remove', key: keyOf(id), reason }),
    pauseTask(id, isPaused) {
      const taskId = taskIdOf(id);
      pauses = { ...pauses, tasks: changed(pauses.tasks, taskId, isPaused) };
      const type = isPaused ? 'task.paused' : 'task.resumed';
      recorder.tell(() => story.happened(type, { workflowId, taskId, by: 'ada' }));
      look();
    },
    pauseWorkflow(isPaused) {
      pauses = { ...pauses, workflows: changed(pauses.workflows, workflowId, isPaused) };
      const type = isPaused ? 'workflow.paused' : 'workflow.resumed';
      recorder.tell(() => story.happened(type, { workflowId, by: 'ada' }));
      look();
    },
    isPaused: (id) => pauses.workflows.size > 0 || pauses.tasks.has(taskIdOf(id)),
  };
}

function changed(ids: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const others = [...ids].filter((other) => other !== id);
  return new Set(isIn ? [...others, id] : others);
}
