/** Tells what happened, event by event, as the services would have appended it. For specs alone. */
import {
  eventDefinition,
  type EventData,
  type EventType,
  streams,
  type TaskSpec,
} from '@atms/contracts';
import type { EventStore, RecordedEvent } from '@atms/eventsourcing';

export interface StoryTask extends Partial<Omit<TaskSpec, 'taskId' | 'planTaskId'>> {
  readonly id: string;
}

export interface Story {
  /** Everything so far, in the order of the log; positions count from 1. */
  readonly events: readonly RecordedEvent[];
  /** Lets time go by before the next event. */
  wait(ms: number): Story;
  now(): string;
  happened<T extends EventType>(type: T, data: EventData<T>): Story;
  attemptOf(planTaskId: string): number;
}

const start = Date.parse('2030-01-01T00:00:00.000Z');
export const workflowId = 'W1';
export const lineId = 'L1';

export function createStory(): Story {
  const events: RecordedEvent[] = [];
  const revisions = new Map<string, number>();
  const attempts = new Map<string, number>();
  let elapsedMs = 0;
  const story: Story = {
    events,
    now: () => new Date(start + elapsedMs).toISOString(),
    wait(ms) {
      elapsedMs += ms;
      return story;
    },
    happened(type, data) {
      // A story with an event that no service could have appended proves nothing.
      eventDefinition(type).schema.parse(data);
      const stream = streamOf(data);
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      if (type === 'task.retried') noteAttempt(attempts, data);
      const position = events.length + 1;
      const metadata = { commandId: `c${position}`, correlationId: workflowId, time: story.now() };
      events.push({ eventId: `e${position}`, type, data, metadata, stream, revision, position });
      return story;
    },
    attemptOf: (planTaskId) => attempts.get(taskIdOf(planTaskId)) ?? 1,
  };
  return story;
}

function noteAttempt(attempts: Map<string, number>, data: object): void {
  const { taskId, attempt } = data as EventData<'task.retried'>;
  attempts.set(taskId, attempt);
}

/** Which stream it is does not matter to monitoring: one per entity is enough. */
function streamOf(data: object): string {
  if ('taskId' in data && typeof data.taskId === 'string') return streams.task(data.taskId);
  if ('workflowId' in data && typeof data.workflowId === 'string') {
    return streams.workflow(data.workflowId);
  }
  return streams.agent('agentId' in data ? String(data.agentId) : 'none');
}

export function taskIdOf(planTaskId: string): string {
  return `01TASK${planTaskId}`;
}

export const hash = (letter: string): string => letter.repeat(40);

export function specOf({ id, ...rest }: StoryTask): TaskSpec {
  return {
    taskId: taskIdOf(id),
    planTaskId: id,
    name: `Task ${id}`,
    description: '',
    acceptance: [],
    estimateMs: 60_000,
    skills: [],
    priority: 'medium',
    paths: [],
    checks: 'found',
    onFailure: 'escalate',
    ...rest,
    dependencies: (rest.dependencies ?? []).map(taskIdOf),
  };
}

/** Appends the story's events from `from` on, one append each, so that their positions are the story's. */
export async function appendStory(store: EventStore, story: Story, from = 0): Promise<void> {
  for (const event of story.events.slice(from)) {
    const { stream, revision, position: _position, ...recorded } = event;
    const expected = revision === 0 ? 'no-stream' : revision - 1;
    await store.append({ stream, expected, events: [recorded] });
  }
}
