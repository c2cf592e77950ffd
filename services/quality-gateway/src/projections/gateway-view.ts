/**
 * What the gateway needs across streams: tasks, what attempts left, results by tree, how many tests ran on which tree,
 * and open merges by line. Of a task that has ended nothing is current any more, so what its attempts left is forgotten;
 * what ran on a tree stays true.
 */
import {
  createTaskIndex,
  type EventData,
  hasEnded,
  isEvent,
  type TaskIndex,
  type TestCounts,
} from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import type { Candidate } from '../domain/merge-line.ts';

export type Result = EventData<'validation.result'>;

export interface Executed {
  readonly data: EventData<'task.executed'>;
  /** ISO instant of the decision. */
  readonly at: string;
}

export interface GatewayView extends KeptView, Omit<TaskIndex, 'apply' | 'tables'> {
  executed(taskId: string, attempt: number): Executed | undefined;
  result(subject: Pick<Result, 'taskId' | 'attempt' | 'of' | 'tree'>): Result | undefined;
  /** Tests that a gate of this definition ran on a tree; of the last trees that have a result. */
  counted(tree: string, definition: string): TestCounts | undefined;
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
  const open = new Map<string, Candidate>();
  const landed = new Map<string, string>();
  const counts = createCounts();
  const index = createTaskIndex({
    // Whoever finishes a merge has to know the repository.
    mayForget: ({ workflowId }) =>
      [...open.values()].every((candidate) => candidate.workflowId !== workflowId),
    onForget: ({ workflowId }) => void landed.delete(workflowId),
  });
  const works = createWorks(index);

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
    tables: { index: index.tables, works: works.tables, counts: counts.tables, open, landed },
    apply(event) {
      index.apply(event);
      applyMerges(event);
      works.apply(event);
      counts.apply(event);
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
    counted: counts.of,
    openMerge: (lineId) => open.get(lineId),
    openMerges: () => [...open.values()],
    isSettled: (taskId, attempt) => works.of(taskId)?.settled.includes(attempt) === true,
    landed: (workflowId) => landed.get(workflowId),
  };
}

/** Enough for the bases of all lines that are worked on. */
const mostTrees = 500;

/** By tree, and then by the definition of the gate. The first count stays: what was judged by it is judged so again. */
function createCounts() {
  const byTree = new Map<string, Map<string, TestCounts>>();
  const begin = (tree: string) => {
    const counts = new Map<string, TestCounts>();
    byTree.set(tree, counts);
    const [oldest] = byTree.keys();
    if (byTree.size > mostTrees && oldest !== undefined) byTree.delete(oldest);
    return counts;
  };
  return {
    tables: { byTree },
    of: (tree: string, definition: string) => byTree.get(tree)?.get(definition),
    apply(event: RecordedEvent) {
      if (!isEvent(event, 'validation.result')) return;
      const { tree, gates } = event.data;
      for (const { status, counts, definition } of gates) {
        // A red gate may have ended before it had run all of them.
        if (status !== 'passed' || counts === undefined || definition === undefined) continue;
        const known = byTree.get(tree) ?? begin(tree);
        if (!known.has(definition)) known.set(definition, counts);
      }
    },
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
    tables: { byTask },
    of: (taskId: string) => byTask.get(taskId),
    apply(event: RecordedEvent) {
      if (!isEvent(event, ...aboutWork)) return;
      const { taskId } = event.data;
      const known = task(taskId);
      if (known === undefined || hasEnded(known)) byTask.delete(taskId);
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
