import type { EventData, EventOf, EventType } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { createRecorder } from '@atms/testkit';
import { createTaskBoard, type TaskBoard } from '../projections/task-board.ts';

export interface ToldBoard {
  readonly board: TaskBoard;
  /** Lets the board take in one more event, and answers it. */
  tell<T extends EventType>(type: T, data: EventData<T>): RecordedEvent & EventOf<T>;
}

/** A board that is told one thing after the other. */
export function createToldBoard(): ToldBoard {
  const record = createRecorder();
  const board = createTaskBoard();
  return {
    board,
    tell(type, data) {
      const event = record(type, data);
      board.apply(event);
      return event as RecordedEvent & EventOf<typeof type>;
    },
  };
}

/** An agent that can do every task of the specs. */
export function agent(agentId: string): EventData<'agent.registered'> {
  return { agentId, executorId: 'local', kind: agentId, slots: 2, skills: [] };
}
