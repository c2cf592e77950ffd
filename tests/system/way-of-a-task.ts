/**
 * What must hold of every log, whatever happened: where each event may stand, and what must have come before it.
 * An empty list of breaches is the proof that the log tells the way of a task and nothing else.
 */
import { type AtmsEvent, eventTypes } from '@atms/contracts';
import { categoryOf, type RecordedEvent } from '@atms/eventsourcing';

export type LoggedEvent = AtmsEvent & RecordedEvent;

/** Which events may stand in the streams of a category. An event that is not listed may stand nowhere. */
const streamsOf: Readonly<Record<string, readonly string[]>> = {
  workflow: [
    'workflow.requested',
    'workflow.planned',
    'workflow.approved',
    'workflow.extended',
    'workflow.paused',
    'workflow.resumed',
    'workflow.completed',
    'workflow.failed',
    'workflow.cancelled',
  ],
  task: [
    'task.created',
    'task.updated',
    'task.retried',
    'task.paused',
    'task.resumed',
    'task.accepted',
    'task.escalated',
    'task.completed',
    'task.failed',
    'task.cancelled',
  ],
  approval: ['approval.requested', 'approval.granted', 'approval.denied', 'approval.expired'],
  queue: ['task.queued', 'lock.acquired', 'task.ready', 'queue.prioritized', 'queue.removed'],
  agent: [
    'agent.registered',
    'agent.assigned',
    'agent.released',
    'agent.online',
    'agent.offline',
    'agent.drained',
  ],
  execution: ['task.started', 'task.checkpointed', 'task.executed'],
  validation: ['validation.started', 'validation.result'],
  merge: ['merge.started', 'merge.applied', 'merge.conflicted'],
  deadLetter: ['deadletter.recorded', 'deadletter.redriven'],
};

/** Of the same attempt, one of these must have come before. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'task.queued': ['task.created', 'task.retried'],
  'lock.acquired': ['task.queued'],
  'task.ready': ['task.queued'],
  'agent.assigned': ['task.ready'],
  'task.started': ['agent.assigned'],
  'task.checkpointed': ['task.started'],
  'task.executed': ['task.started'],
  'validation.started': ['task.executed'],
  'validation.result': ['task.executed'],
  'merge.started': ['validation.result'],
  'task.accepted': ['merge.started'],
  'merge.applied': ['task.accepted'],
  'merge.conflicted': ['validation.result'],
  'task.completed': ['merge.applied', 'validation.result'],
};

const ends = ['task.completed', 'task.failed', 'task.cancelled'];

export function findBreaches(events: readonly LoggedEvent[]): readonly string[] {
  return [
    ...misplaced(events),
    ...outOfOrder(events),
    ...badAttempts(events),
    ...unproven(events),
    ...overlappingLocks(events),
    ...tooManySlots(events),
  ];
}

function misplaced(events: readonly LoggedEvent[]): readonly string[] {
  const listed = new Set(Object.values(streamsOf).flat());
  const unlisted = eventTypes.filter((type) => !listed.has(type));
  const wrong = events.filter(
    ({ stream, type }) => streamsOf[categoryOf(stream)]?.includes(type) !== true,
  );
  return [
    ...unlisted.map((type) => `${type} is in no table of streams`),
    ...wrong.map(({ stream, type }) => `${type} stands in ${stream}`),
  ];
}

function attemptOf(event: AtmsEvent): string | undefined {
  return 'taskId' in event.data && 'attempt' in event.data
    ? `${event.data.taskId}/${event.data.attempt}`
    : undefined;
}

function outOfOrder(events: readonly LoggedEvent[]): readonly string[] {
  const seen = new Set<string>();
  const breaches: string[] = [];
  for (const event of events) {
    const attempt = attemptOf(event);
    if (attempt === undefined) continue;
    const before = needs[event.type];
    if (before !== undefined && !before.some((type) => seen.has(`${type} ${attempt}`))) {
      breaches.push(
        `${event.type} of ${attempt} at ${event.position} without ${before.join(' or ')}`,
      );
    }
    seen.add(`${event.type} ${attempt}`);
  }
  return breaches;
}

/** Attempts grow by one; a task ends once, and nothing of its own stream follows. */
function badAttempts(events: readonly LoggedEvent[]): readonly string[] {
  const current = new Map<string, number>();
  const ended = new Set<string>();
  const breaches: string[] = [];
  for (const event of events) {
    if (categoryOf(event.stream) !== 'task') continue;
    if (ended.has(event.stream)) breaches.push(`${event.type} after the end of ${event.stream}`);
    if (ends.includes(event.type)) ended.add(event.stream);
    if (event.type !== 'task.created' && event.type !== 'task.retried') continue;
    const expected = (current.get(event.stream) ?? 0) + 1;
    if (event.data.attempt !== expected)
      breaches.push(`${event.stream} skips to ${event.data.attempt}`);
    current.set(event.stream, event.data.attempt);
  }
  return breaches;
}

/** What is merged or completed is a tree that was validated for this attempt, and the one that was accepted. */
function unproven(events: readonly LoggedEvent[]): readonly string[] {
  const passed = new Set<string>();
  const accepted = new Map<string, string>();
  const breaches: string[] = [];
  for (const event of events) {
    const attempt = attemptOf(event) ?? '';
    if (event.type === 'validation.result' && event.data.verdict === 'passed') {
      passed.add(`${attempt} ${event.data.tree}`);
    }
    if (event.type === 'task.accepted') accepted.set(attempt, event.data.tree);
    const tree = landedTree(event);
    if (tree === undefined) continue;
    if (!passed.has(`${attempt} ${tree}`)) breaches.push(`${event.type} of ${attempt} is unproven`);
    if (accepted.has(attempt) && accepted.get(attempt) !== tree) {
      breaches.push(`${event.type} of ${attempt} has another tree than was accepted`);
    }
  }
  return breaches;
}

function landedTree(event: AtmsEvent): string | undefined {
  const lands = event.type === 'merge.applied' || event.type === 'task.completed';
  return lands ? event.data.tree : undefined;
}

/** The plans of these tests name plain folders and files, so a common pattern is what an overlap comes to. */
function overlappingLocks(events: readonly LoggedEvent[]): readonly string[] {
  const held = new Map<string, { readonly taskId: string; readonly paths: readonly string[] }>();
  const breaches: string[] = [];
  for (const event of events) {
    if (event.type === 'queue.removed') held.delete(event.data.taskId);
    if (event.type !== 'lock.acquired') continue;
    const { taskId, paths } = event.data;
    for (const other of held.values()) {
      const common = paths.filter((path) => other.paths.includes(path));
      if (common.length > 0)
        breaches.push(`${taskId} and ${other.taskId} both hold ${common.join()}`);
    }
    held.set(taskId, { taskId, paths });
  }
  return breaches;
}

function tooManySlots(events: readonly LoggedEvent[]): readonly string[] {
  const slots = new Map<string, number>();
  const taken = new Map<string, number>();
  const breaches: string[] = [];
  for (const event of events) {
    if (event.type === 'agent.registered') slots.set(event.data.agentId, event.data.slots);
    if (event.type !== 'agent.assigned' && event.type !== 'agent.released') continue;
    const { agentId } = event.data;
    const now = (taken.get(agentId) ?? 0) + (event.type === 'agent.assigned' ? 1 : -1);
    taken.set(agentId, now);
    if (now > (slots.get(agentId) ?? 0))
      breaches.push(`${agentId} holds ${now} slots at ${event.position}`);
  }
  return breaches;
}
