/**
 * What the gateway needs across streams: tasks, what attempts left, results by tree, and open merges by line. Of a task
 * that has ended nothing is current any more, so what its attempts left is forgotten.
 */
import {
  createTaskIndex,
  type EventData,
  hasEnded,
  isEvent,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';
import type { Candidate } from '../domain/merge-line.ts';

export type Result = EventData<'validation.result'>;

export interface Executed {
  readonly data: EventData<'task.executed'>;
  /** ISO instant of the decision. */
  readonly at: string;
}

export interface GatewayView extends View, Omit<TaskIndex, 'apply'> {
  executed(taskId: string, attempt: number): Executed | undefined;
  result(subject: Pick<Result, 'taskId' | 'attempt' | 'of' | 'tree'>): Result | undefined;
  openMerge(lineId: string): Candidate | undefined;
  openMerges(): readonly Candidate[];
  isSettled(taskId: string, attempt: number): boolean;
  /** Where the workflow's branch was left by its last merge: from there it goes on when somebody has deleted it. */
  landed(workflowId: string): string | undefined;
}

/** What a task's attempts have come to so far; few of each. */
interface Work {
  readonly executed: Executed[];
  readonly results: Result[];
  readonly settled: number[];
}

const isSame = (one: Candidate, other: { readonly taskId: string; readonly attempt: number }) =>
  one.taskId === other.taskId && one.attempt === other.attempt;

export function createGatewayView(): GatewayView {
  const index = createTaskIndex();
  const works = createWorks(index);
  const open = new Map<string, Candidate>();
  const landed = new Map<string, string>();

  const applyMerges = (event: RecordedEvent) => {
    if (isEvent(event, 'merge.started')) open.set(event.data.lineId, event.data);
    if (!isEvent(event, 'merge.applied', 'merge.conflicted')) return;
    if (event.type === 'merge.applied') landed.set(event.data.workflowId, event.data.commit);
    const current = open.get(event.data.lineId);
    if (current !== undefined && isSame(current, event.data)) {
      open.delete(event.data.lineId);
    }
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      applyMerges(event);
      works.apply(event);
    },
    executed: (taskId, attempt) =>
      works.of(taskId)?.executed.find(({ data }) => data.attempt === attempt),
    result: (subject) =>
      works
        .of(subject.taskId)
        ?.results.find(
          ({ attempt, of, tree }) =>
            attempt === subject.attempt && of === subject.of && tree === subject.tree,
        ),
    openMerge: (lineId) => open.get(lineId),
    openMerges: () => [...open.values()],
    isSettled: (taskId, attempt) => works.of(taskId)?.settled.includes(attempt) === true,
    landed: (workflowId) => landed.get(workflowId),
  };
}

function createWorks({ task }: Pick<TaskIndex, 'task'>) {
  const byTask = new Map<string, Work>();
  const begin = (taskId: string): Work => {
    const work: Work = { executed: [], results: [], settled: [] };
    byTask.set(taskId, work);
    return work;
  };
  return {
    of: (taskId: string) => byTask.get(taskId),
    apply(event: RecordedEvent) {
      if (!isEvent(event, ...aboutWork)) return;
      const { taskId } = event.data;
      const known = task(taskId);
      if (known !== undefined && hasEnded(known)) byTask.delete(taskId);
      else note(byTask.get(taskId) ?? begin(taskId), event);
    },
  };
}

const aboutWork = [
  'task.executed',
  'validation.result',
  'merge.applied',
  'merge.conflicted',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

function note(work: Work, event: RecordedEvent): void {
  if (isEvent(event, 'task.executed')) {
    work.executed.push({ data: event.data, at: event.metadata.time });
  }
  if (isEvent(event, 'validation.result')) work.results.push(event.data);
  if (isEvent(event, 'merge.applied', 'merge.conflicted')) work.settled.push(event.data.attempt);
}
