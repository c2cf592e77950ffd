import type { EventData, EventType, TaskSpec } from '@atms/contracts';
import {
  createdTask,
  createRecorder,
  executedAttempt,
  hashOf,
  requestedWorkflow,
} from '@atms/testkit';
import type { AttemptKey } from '../domain/agent.ts';
import { createAgentBoard } from '../projections/agent-board.ts';
import { assignment, registration } from './agents.ts';

/** A board that is told what happened, one event at a time. */
export function toldBoard() {
  const board = createAgentBoard();
  const record = createRecorder();
  const told = {
    board,
    tell<T extends EventType>(type: T, data: EventData<T>) {
      const event = record(type, data);
      board.apply(event);
      return event;
    },
    agent: (change: Partial<EventData<'agent.registered'>> = {}) =>
      told.tell('agent.registered', registration(change)),
    task(taskId: string, change: Partial<TaskSpec> = {}) {
      told.tell('task.created', createdTask({ ...change, taskId }));
    },
    ready: (key: AttemptKey) => told.tell('task.ready', { lineId: 'L', ...key }),
    assigned: (key: AttemptKey, change: Partial<EventData<'agent.assigned'>> = {}) =>
      told.tell('agent.assigned', assignment(key, change)),
    started: (key: AttemptKey, agentId = 'local.shell') =>
      told.tell('task.started', {
        ...key,
        agentId,
        executorId: agentId.split('.')[0] ?? '',
        base: hashOf('a'),
        start: hashOf('a'),
      }),
    executed: (key: AttemptKey, agentId = 'local.shell') =>
      told.tell('task.executed', executedAttempt({ ...key, agentId })),
  };
  told.tell('workflow.requested', requestedWorkflow());
  return told;
}
