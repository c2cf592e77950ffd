/**
 * One attempt's execution. The stream begins with "no stream" and names the agent: of two assignments of one attempt
 * one starts, the other is void.
 */
import type { EventData, EventOf } from '@atms/contracts';
import { accept, type Decider, reject, type Rejection, unreachable } from '@atms/eventsourcing';

export const executionEventTypes = ['task.started', 'task.checkpointed', 'task.executed'] as const;
export type ExecutionEvent = EventOf<(typeof executionEventTypes)[number]>;

export type ExecutionCommand =
  | { readonly type: 'StartExecution'; readonly start: EventData<'task.started'> }
  | { readonly type: 'CheckpointExecution'; readonly checkpoint: EventData<'task.checkpointed'> }
  | { readonly type: 'FinishExecution'; readonly result: EventData<'task.executed'> };

export type ExecutionState =
  | { readonly life: 'none' }
  | { readonly life: 'running' | 'ended'; readonly agentId: string; readonly lastCommit: string };

export const executionDecider: Decider<
  ExecutionCommand,
  ExecutionState,
  ExecutionEvent,
  Rejection
> = {
  initialState: () => ({ life: 'none' }),
  evolve: (state, event) => {
    switch (event.type) {
      case 'task.started':
        return { life: 'running', agentId: event.data.agentId, lastCommit: event.data.start };
      case 'task.checkpointed':
        return state.life === 'none' ? state : { ...state, lastCommit: event.data.commit };
      case 'task.executed':
        return { life: 'ended', agentId: event.data.agentId, lastCommit: event.data.commit };
      default:
        return unreachable(event);
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'StartExecution':
        return decideStart(command.start, state);
      case 'CheckpointExecution':
        return state.life === 'running' && state.lastCommit !== command.checkpoint.commit
          ? accept({ type: 'task.checkpointed', data: command.checkpoint })
          : accept();
      case 'FinishExecution':
        return state.life === 'running'
          ? accept({ type: 'task.executed', data: command.result })
          : accept();
      default:
        return unreachable(command);
    }
  },
  isOver: ({ life }) => life === 'ended',
};

function decideStart(start: EventData<'task.started'>, state: ExecutionState) {
  return state.life === 'none'
    ? accept({ type: 'task.started' as const, data: start })
    : reject('already-started', `Attempt ${start.attempt} was started before by ${state.agentId}`);
}
