import { isEventType } from '@atms/contracts';
import type { RecordedEvent, RowChange } from '@atms/eventsourcing';
import { changesOf } from './changes.ts';
import { timelineTable } from './record-tables.ts';
import { sentences } from './sentences.ts';

const timeline = changesOf(timelineTable);
const longestSentence = 500;

/** Every event that this version knows, as one line of the story. */
export function projectTimeline(event: RecordedEvent): readonly RowChange[] {
  if (!isEventType(event.type)) return [];
  const { position, type, metadata, data } = event;
  // The data was checked against this type's schema when it was appended.
  const sentence = (sentences[event.type] as (data: unknown) => string)(data);
  return [
    timeline.append({
      position,
      at: metadata.time,
      type,
      workflowId: textField(data, 'workflowId'),
      taskId: textField(data, 'taskId'),
      attempt: numberField(data, 'attempt'),
      sentence: cut(sentence.trim()),
    }),
  ];
}

function cut(sentence: string): string {
  return sentence.length <= longestSentence
    ? sentence
    : `${sentence.slice(0, longestSentence - 1)}…`;
}

function textField(data: unknown, name: string): string | null {
  const value = fieldOf(data, name);
  return typeof value === 'string' ? value : null;
}

function numberField(data: unknown, name: string): number | null {
  const value = fieldOf(data, name);
  return typeof value === 'number' ? value : null;
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null
    ? (data as Record<string, unknown>)[name]
    : undefined;
}
