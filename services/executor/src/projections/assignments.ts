/**
 * What one executor has to do, and what it needs to know for it: its own assignments, the tasks, what earlier
 * attempts left, answers to approvals, and where ATMS itself moves branches. Folded from the log.
 */
import {
  createTaskIndex,
  type EventData,
  hasEnded,
  isEvent,
  type TaskIndex,
} from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import { type ApprovalAnswer, createApprovalAnswers } from './approval-answers.ts';
import { createBranchMoves } from './branch-moves.ts';
import { createDependencyResults, type DependencyResult } from './dependency-results.ts';
import { createExecutions, type Executions } from './executions.ts';

export interface Assignment {
  readonly data: EventData<'agent.assigned'>;
  /** Set once somebody, perhaps another agent, has started the attempt. */
  readonly startedBy?: string;
  readonly executed: boolean;
}

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
  const answers = createApprovalAnswers();
  const moves = createBranchMoves((workflowId) => index.workflow(workflowId)?.request.branch);
  const index = createTaskIndex({
    mayForget: (workflow) =>
      [...own.values()].every(({ workflowId }) => workflowId !== workflow.workflowId),
    onForget: (workflow) => {
      moves.forget(workflow.workflowId);
      answers.forget(workflow.workflowId);
      results.forget(workflow);
    },
  });
  const executions = createExecutions();
  const results = createDependencyResults(index);

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
  return {
    ...index,
    tables: {
      index: index.tables,
      executions: executions.tables,
      results: results.tables,
      answers: answers.tables,
      moves: moves.tables,
      own,
    },
    apply(event) {
      index.apply(event);
      executions.apply(event);
      results.apply(event);
      applyOwn(own, event, executorId);
      forgetEnded(event);
      moves.apply(event);
      answers.apply(event);
    },
    own: () => [...own.values()].map((data) => toAssignment(executions, data)),
    leftWork: executions.leftWork,
    lastSaved: executions.lastSaved,
    startOf: executions.startOf,
    opensAtHead: executions.opensAtHead,
    dependencyResults: results.of,
    approvalAnswer: answers.of,
    ownMoves: moves.own,
    landed: moves.landed,
  };
}

function toAssignment(executions: Executions, data: EventData<'agent.assigned'>): Assignment {
  const startedBy = executions.starterOf(data.taskId, data.attempt);
  const executed = executions.isExecuted(data.taskId, data.attempt);
  return { data, executed, ...(startedBy === undefined ? {} : { startedBy }) };
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
