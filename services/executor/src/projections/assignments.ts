/**
 * What one executor has to do, and what it needs to know for it: its own assignments, the tasks, what earlier
 * attempts left, answers to approvals, and where ATMS itself moves branches. Folded from the log.
 */
import { createTaskIndex, type EventData, isEvent, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

export interface Assignment {
  readonly data: EventData<'agent.assigned'>;
  /** Set once somebody, perhaps another agent, has started the attempt. */
  startedBy?: string;
  executed: boolean;
}

/** What an attempt left: where its work began and the last commit of it that the log knows. */
export interface LeftWork {
  readonly base: string;
  readonly commit: string;
}

export interface StartOfAttempt {
  readonly base: string;
  readonly start: string;
}

export interface DependencyResult {
  readonly planTaskId: string;
  readonly name: string;
  readonly commit?: string;
  readonly summary: string;
}

export type ApprovalAnswer = { readonly granted: boolean; readonly reason: string };

export interface Assignments extends View, Omit<TaskIndex, 'apply'> {
  own(): readonly Assignment[];
  leftWork(taskId: string, attempt: number): LeftWork | undefined;
  /** Where an attempt began, as its `task.started` says. */
  startOf(taskId: string, attempt: number): StartOfAttempt | undefined;
  dependencyResults(taskId: string): readonly DependencyResult[];
  approvalAnswer(approvalId: string): ApprovalAnswer | undefined;
  /** Branches that ATMS moved, as full ref names, with the commit that it last gave them. */
  readonly ownMoves: ReadonlyMap<string, string>;
}

const nameOf = (key: { readonly taskId: string; readonly attempt: number }) =>
  `${key.taskId}/${key.attempt}`;

export function createAssignments(executorId: string): Assignments {
  const index = createTaskIndex();
  const own = new Map<string, Assignment>();
  const starters = new Map<string, string>();
  const left = new Map<string, LeftWork>();
  const starts = new Map<string, StartOfAttempt>();
  const results = createResults();
  const answers = new Map<string, ApprovalAnswer>();
  const ownMoves = new Map<string, string>();

  const applyExecution = (event: RecordedEvent) => {
    if (isEvent(event, 'agent.assigned') && event.data.executorId === executorId) {
      const startedBy = starters.get(nameOf(event.data));
      own.set(`${nameOf(event.data)}/${event.data.agentId}`, {
        data: event.data,
        executed: false,
        ...(startedBy === undefined ? {} : { startedBy }),
      });
    }
    if (isEvent(event, 'task.started')) {
      const { base, start, agentId } = event.data;
      starters.set(nameOf(event.data), agentId);
      left.set(nameOf(event.data), { base, commit: start });
      starts.set(nameOf(event.data), { base, start });
      for (const one of assignmentsOf(event.data)) one.startedBy = agentId;
    }
    if (isEvent(event, 'task.checkpointed', 'task.executed')) {
      const base = left.get(nameOf(event.data))?.base;
      if (base !== undefined) left.set(nameOf(event.data), { base, commit: event.data.commit });
    }
    if (isEvent(event, 'task.executed')) {
      for (const one of assignmentsOf(event.data)) one.executed = true;
    }
    if (isEvent(event, 'agent.released')) own.delete(`${nameOf(event.data)}/${event.data.agentId}`);
  };
  const assignmentsOf = (key: { readonly taskId: string; readonly attempt: number }) =>
    [...own.values()].filter((one) => nameOf(one.data) === nameOf(key));

  const applyMoves = (event: RecordedEvent) => {
    if (!isEvent(event, 'merge.started')) return;
    const branch = index.workflow(event.data.workflowId)?.request.branch;
    if (branch !== undefined) ownMoves.set(`refs/heads/${branch}`, event.data.commit);
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      applyExecution(event);
      applyMoves(event);
      results.apply(event);
      applyAnswer(answers, event);
    },
    own: () => [...own.values()],
    leftWork: (taskId, attempt) => left.get(nameOf({ taskId, attempt })),
    startOf: (taskId, attempt) => starts.get(nameOf({ taskId, attempt })),
    dependencyResults: (taskId) =>
      (index.task(taskId)?.spec.dependencies ?? []).flatMap((dependency) => {
        const spec = index.task(dependency)?.spec;
        if (spec === undefined) return [];
        return [{ planTaskId: spec.planTaskId, name: spec.name, ...results.of(dependency) }];
      }),
    approvalAnswer: (approvalId) => answers.get(approvalId),
    ownMoves,
  };
}

function createResults() {
  const summaries = new Map<string, string>();
  const commits = new Map<string, string>();
  return {
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.executed')) summaries.set(event.data.taskId, event.data.summary);
      if (isEvent(event, 'task.completed') && event.data.commit !== undefined) {
        commits.set(event.data.taskId, event.data.commit);
      }
    },
    of(taskId: string): { readonly summary: string; readonly commit?: string } {
      const commit = commits.get(taskId);
      return { summary: summaries.get(taskId) ?? '', ...(commit === undefined ? {} : { commit }) };
    },
  };
}

function applyAnswer(answers: Map<string, ApprovalAnswer>, event: RecordedEvent): void {
  if (isEvent(event, 'approval.granted')) {
    const by = event.data.policy ?? event.data.by;
    answers.set(event.data.approvalId, { granted: true, reason: `granted by ${by}` });
  }
  if (isEvent(event, 'approval.denied')) {
    answers.set(event.data.approvalId, { granted: false, reason: event.data.reason });
  }
  if (isEvent(event, 'approval.expired')) {
    answers.set(event.data.approvalId, { granted: false, reason: `expired: ${event.data.reason}` });
  }
}
