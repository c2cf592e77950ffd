/**
 * What one executor has to do, and what it needs to know for it: its own assignments, the tasks, what earlier
 * attempts left, answers to approvals, and where ATMS itself moves branches. Folded from the log.
 */
import {
  createTaskIndex,
  type EventData,
  type EventOf,
  hasEnded,
  isEvent,
  type TaskIndex,
} from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import { createDependencyResults, type DependencyResult } from './dependency-results.ts';
import { createExecutions, type Executions } from './executions.ts';

export interface Assignment {
  readonly data: EventData<'agent.assigned'>;
  /** Set once somebody, perhaps another agent, has started the attempt. */
  readonly startedBy?: string;
  readonly executed: boolean;
}

export type ApprovalAnswer = { readonly granted: boolean; readonly reason: string };

export interface Assignments
  extends
    KeptView,
    Omit<TaskIndex, 'apply' | 'tables'>,
    Pick<Executions, 'startOf' | 'leftWork' | 'lastSaved' | 'opensAtHead'> {
  /** Assignments to this executor whose slots are not given back yet. */
  own(): readonly Assignment[];
  dependencyResults(taskId: string): readonly DependencyResult[];
  approvalAnswer(approvalId: string): ApprovalAnswer | undefined;
  /** Branches that ATMS moves, as full ref names, with the commit that it last wanted to give them. */
  readonly ownMoves: ReadonlyMap<string, string>;
  /** Where the workflow's branch was left by its last merge. */
  landed(workflowId: string): string | undefined;
}

export function createAssignments(executorId: string): Assignments {
  const own = new Map<string, EventData<'agent.assigned'>>();
  const answers = createAnswers();
  const ownMoves = new Map<string, string>();
  const landed = new Map<string, string>();
  const index = createTaskIndex({
    mayForget: (workflow) =>
      [...own.values()].every(({ workflowId }) => workflowId !== workflow.workflowId),
    onForget: (workflow) => {
      landed.delete(workflow.workflowId);
      answers.forget(workflow.workflowId);
      results.forget(workflow);
    },
  });
  const executions = createExecutions();
  const results = createDependencyResults(index);

  const applyMoves = (event: RecordedEvent) => {
    if (isEvent(event, 'merge.applied')) landed.set(event.data.workflowId, event.data.commit);
    if (!isEvent(event, 'merge.started')) return;
    const branch = index.workflow(event.data.workflowId)?.request.branch;
    if (branch !== undefined) ownMoves.set(`refs/heads/${branch}`, event.data.commit);
  };
  /** Nobody goes on with an attempt of a task that has ended; while its slot is ours it may still have to be ended. */
  const forget = (taskId: string, attempt: number) => {
    const task = index.task(taskId);
    const agentId = executions.starterOf(taskId, attempt);
    const isOurs = agentId !== undefined && own.has(assignmentName({ taskId, attempt, agentId }));
    if (task !== undefined && hasEnded(task) && !isOurs) executions.forget(taskId, attempt);
  };
  const forgetEnded = (event: RecordedEvent) => {
    if (isEvent(event, 'agent.released')) forget(event.data.taskId, event.data.attempt);
    if (!isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) return;
    const { taskId } = event.data;
    const attempts = index.task(taskId)?.attempt ?? 0;
    for (let attempt = 1; attempt <= attempts; attempt++) forget(taskId, attempt);
  };
  const toAssignment = (data: EventData<'agent.assigned'>): Assignment => {
    const startedBy = executions.starterOf(data.taskId, data.attempt);
    const executed = executions.isExecuted(data.taskId, data.attempt);
    return { data, executed, ...(startedBy === undefined ? {} : { startedBy }) };
  };
  return {
    ...index,
    tables: {
      index: index.tables,
      executions: executions.tables,
      results: results.tables,
      answers: answers.tables,
      own,
      ownMoves,
      landed,
    },
    apply(event) {
      index.apply(event);
      executions.apply(event);
      results.apply(event);
      applyOwn(own, event, executorId);
      forgetEnded(event);
      applyMoves(event);
      answers.apply(event);
    },
    own: () => [...own.values()].map(toAssignment),
    leftWork: executions.leftWork,
    lastSaved: executions.lastSaved,
    startOf: executions.startOf,
    opensAtHead: executions.opensAtHead,
    dependencyResults: results.of,
    approvalAnswer: answers.of,
    ownMoves,
    landed: (workflowId) => landed.get(workflowId),
  };
}

function applyOwn(
  own: Map<string, EventData<'agent.assigned'>>,
  event: RecordedEvent,
  executorId: string,
): void {
  if (!isEvent(event, 'agent.assigned', 'agent.released')) return;
  const name = assignmentName(event.data);
  if (event.type === 'agent.released') own.delete(name);
  else if (event.data.executorId === executorId) own.set(name, event.data);
}

function assignmentName(
  one: Pick<EventData<'agent.assigned'>, 'taskId' | 'attempt' | 'agentId'>,
): string {
  return `${one.taskId}/${one.attempt}/${one.agentId}`;
}

function createAnswers() {
  const byApproval = new Map<string, ApprovalAnswer>();
  /** The approvals of each workflow. */
  const asked = new Map<string, string[]>();
  const note = (approvalId: string, workflowId: string, answer: ApprovalAnswer) => {
    byApproval.set(approvalId, answer);
    asked.set(workflowId, [...(asked.get(workflowId) ?? []), approvalId]);
  };
  return {
    tables: { byApproval, asked },
    apply(event: RecordedEvent) {
      if (!isEvent(event, 'approval.granted', 'approval.denied', 'approval.expired')) return;
      const { approvalId, workflowId } = event.data;
      note(approvalId, workflowId, answerOf(event));
    },
    of: (approvalId: string) => byApproval.get(approvalId),
    forget(workflowId: string) {
      for (const approvalId of asked.get(workflowId) ?? []) byApproval.delete(approvalId);
      asked.delete(workflowId);
    },
  };
}

type Answered = 'approval.granted' | 'approval.denied' | 'approval.expired';

function answerOf({ type, data }: EventOf<Answered>): ApprovalAnswer {
  if (type === 'approval.granted') {
    return { granted: true, reason: `granted by ${data.policy ?? data.by}` };
  }
  const reason = type === 'approval.denied' ? data.reason : `expired: ${data.reason}`;
  return { granted: false, reason };
}
