/** What the gateway needs across streams: tasks, what attempts left, results by tree, and open merges by line. */
import { createTaskIndex, type EventData, isEvent, type TaskIndex } from '@atms/contracts';
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

const nameOf = (key: { readonly taskId: string; readonly attempt: number }) =>
  `${key.taskId}/${key.attempt}`;

export function createGatewayView(): GatewayView {
  const index = createTaskIndex();
  const executions = new Map<string, Executed>();
  const results = new Map<string, Result>();
  const open = new Map<string, Candidate>();
  const settled = new Set<string>();
  const landed = new Map<string, string>();
  const subjectOf = (subject: Pick<Result, 'taskId' | 'attempt' | 'of' | 'tree'>) =>
    `${nameOf(subject)}/${subject.of}/${subject.tree}`;

  const applyMerges = (event: RecordedEvent) => {
    if (isEvent(event, 'merge.started')) open.set(event.data.lineId, event.data);
    if (!isEvent(event, 'merge.applied', 'merge.conflicted')) return;
    settled.add(nameOf(event.data));
    if (event.type === 'merge.applied') landed.set(event.data.workflowId, event.data.commit);
    const current = open.get(event.data.lineId);
    if (current !== undefined && nameOf(current) === nameOf(event.data)) {
      open.delete(event.data.lineId);
    }
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      applyMerges(event);
      if (isEvent(event, 'task.executed')) {
        executions.set(nameOf(event.data), { data: event.data, at: event.metadata.time });
      }
      if (isEvent(event, 'validation.result')) results.set(subjectOf(event.data), event.data);
    },
    executed: (taskId, attempt) => executions.get(nameOf({ taskId, attempt })),
    result: (subject) => results.get(subjectOf(subject)),
    openMerge: (lineId) => open.get(lineId),
    openMerges: () => [...open.values()],
    isSettled: (taskId, attempt) => settled.has(nameOf({ taskId, attempt })),
    landed: (workflowId) => landed.get(workflowId),
  };
}
