import {
  type EventData,
  type EventOf,
  isUnfinished,
  type TaskSpec,
  type WorkflowLife,
} from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';
import { inParts } from './plan-parts.ts';

export const workflowEventTypes = [
  'workflow.requested',
  'workflow.planned',
  'workflow.approved',
  'workflow.extended',
  'workflow.paused',
  'workflow.resumed',
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
] as const;
export type WorkflowEvent = EventOf<(typeof workflowEventTypes)[number]>;

export type WorkflowCommand =
  | {
      readonly type: 'RequestWorkflow';
      readonly request: EventData<'workflow.requested'>;
      readonly tasks: readonly TaskSpec[];
    }
  | { readonly type: 'ApproveWorkflow'; readonly by: string; readonly policy?: string }
  | {
      readonly type: 'AddTasks';
      /** Ready to be created: what they depend on is there. */
      readonly tasks: readonly TaskSpec[];
      readonly by: string;
    }
  | { readonly type: 'PauseWorkflow' | 'ResumeWorkflow'; readonly by: string }
  | { readonly type: 'CancelWorkflow'; readonly by: string; readonly reason: string }
  | ({ readonly type: 'CompleteWorkflow' } & OfTasks)
  | ({ readonly type: 'FailWorkflow'; readonly reason: string } & OfTasks);

/** How many tasks the sender knew: with more by now, the workflow goes on. */
interface OfTasks {
  readonly taskCount: number;
}

export interface WorkflowState {
  readonly workflowId: string;
  readonly life: WorkflowLife | 'none';
  readonly paused: boolean;
  /** Grows in place: a plan comes in many parts, and a copy for each of them would cost their square. */
  readonly planTaskIds: Set<string>;
}

type Decided = Decision<WorkflowEvent, Rejection>;

export const workflowDecider: Decider<WorkflowCommand, WorkflowState, WorkflowEvent, Rejection> = {
  initialState: () => ({ workflowId: '', life: 'none', paused: false, planTaskIds: new Set() }),
  evolve: evolveWorkflow,
  decide: decideWorkflow,
  isOver: (state) => !isUnfinished(state),
};

function evolveWorkflow(state: WorkflowState, event: WorkflowEvent): WorkflowState {
  switch (event.type) {
    case 'workflow.requested':
      return { ...state, workflowId: event.data.workflowId, life: 'requested' };
    case 'workflow.planned':
    case 'workflow.extended':
      return withTasks(state, event.data.tasks);
    case 'workflow.approved':
      return { ...state, life: 'approved' };
    case 'workflow.paused':
      return { ...state, paused: true };
    case 'workflow.resumed':
      return { ...state, paused: false };
    case 'workflow.completed':
      return { ...state, life: 'completed' };
    case 'workflow.failed':
      return { ...state, life: 'failed' };
    case 'workflow.cancelled':
      return { ...state, life: 'cancelled' };
    default:
      return unreachable(event);
  }
}

function withTasks(state: WorkflowState, tasks: readonly TaskSpec[]): WorkflowState {
  for (const { planTaskId } of tasks) state.planTaskIds.add(planTaskId);
  return state;
}

function decideWorkflow(command: WorkflowCommand, state: WorkflowState): Decided {
  if (command.type === 'RequestWorkflow') {
    return state.life === 'none' ? requested(command.request, command.tasks) : accept();
  }
  if (state.life === 'none') return reject('workflow-not-found', 'There is no such workflow');
  switch (command.type) {
    case 'ApproveWorkflow':
      return approve(state, command);
    case 'AddTasks':
      return addTasks(state, command);
    case 'PauseWorkflow':
      return setPaused(state, { paused: true, by: command.by });
    case 'ResumeWorkflow':
      return setPaused(state, { paused: false, by: command.by });
    case 'CancelWorkflow':
      return cancel(state, command);
    case 'CompleteWorkflow':
      return finish(state, command, {
        type: 'workflow.completed',
        data: { workflowId: state.workflowId },
      });
    case 'FailWorkflow':
      return finish(state, command, {
        type: 'workflow.failed',
        data: { workflowId: state.workflowId, reason: command.reason },
      });
    default:
      return unreachable(command);
  }
}

function requested(request: EventData<'workflow.requested'>, tasks: readonly TaskSpec[]): Decided {
  const { workflowId } = request;
  return accept<WorkflowEvent>(
    { type: 'workflow.requested', data: request },
    ...inParts(tasks).map((part) => ({
      type: 'workflow.planned' as const,
      data: { workflowId, ...part },
    })),
  );
}

function addTasks(
  state: WorkflowState,
  { tasks, by }: { readonly tasks: readonly TaskSpec[]; readonly by: string },
): Decided {
  const { workflowId, planTaskIds } = state;
  if (isOver(state)) return alreadyEnded(state);
  if (state.life !== 'approved') {
    return reject(
      'workflow-not-approved',
      `Its plan waits for approval: approve it first (atms approve ${workflowId}), or change the plan`,
    );
  }
  const taken = tasks.find(({ planTaskId }) => planTaskIds.has(planTaskId));
  if (taken !== undefined) {
    return reject('task-exists', `The workflow has a task '${taken.planTaskId}' already`);
  }
  return accept<WorkflowEvent>(
    ...inParts(tasks).map((part) => ({
      type: 'workflow.extended' as const,
      data: { workflowId, by, ...part },
    })),
  );
}

function approve(
  state: WorkflowState,
  command: { readonly by: string; readonly policy?: string },
): Decided {
  if (state.life === 'approved') return accept();
  if (state.life !== 'requested') return alreadyEnded(state);
  const policy = command.policy === undefined ? {} : { policy: command.policy };
  return accept({
    type: 'workflow.approved',
    data: { workflowId: state.workflowId, by: command.by, ...policy },
  });
}

function setPaused(
  state: WorkflowState,
  wanted: { readonly paused: boolean; readonly by: string },
): Decided {
  if (isOver(state)) return alreadyEnded(state);
  if (state.paused === wanted.paused) return accept();
  return accept({
    type: wanted.paused ? 'workflow.paused' : 'workflow.resumed',
    data: { workflowId: state.workflowId, by: wanted.by },
  });
}

function cancel(
  state: WorkflowState,
  command: { readonly by: string; readonly reason: string },
): Decided {
  if (state.life === 'cancelled') return accept();
  if (isOver(state)) return alreadyEnded(state);
  const { by, reason } = command;
  return accept({ type: 'workflow.cancelled', data: { workflowId: state.workflowId, by, reason } });
}

/** Whoever knows fewer tasks than there are has not seen the workflow's last task end. */
function finish(state: WorkflowState, { taskCount }: OfTasks, event: WorkflowEvent): Decided {
  if (taskCount !== state.planTaskIds.size) return accept();
  return state.life === 'approved' ? accept(event) : accept();
}

function isOver(state: WorkflowState): boolean {
  return state.life !== 'requested' && state.life !== 'approved';
}

function alreadyEnded(state: WorkflowState): Decided {
  return reject('workflow-already-ended', `The workflow is ${state.life}; its end is final`);
}
