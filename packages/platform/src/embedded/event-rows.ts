import {
  decodeEvent,
  type EncodedEvent,
  type Place,
  type RecordedEvent,
} from '@atms/eventsourcing';
import type { SqlValue } from './sqlite-database.ts';

export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly event_id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export const insertEvent =
  'INSERT INTO events (position, stream, revision, event_id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)';

export function toValues(place: Place, event: EncodedEvent): readonly SqlValue[] {
  const { stream, revision, position } = place;
  return [position, stream, revision, event.eventId, event.type, event.data, event.metadata];
}

/** As they stand in another log. */
export function valuesOf(row: EventRow): readonly SqlValue[] {
  const { position, stream, revision, event_id: eventId, type, data, metadata } = row;
  return [position, stream, revision, eventId, type, data, metadata];
}

export function fromRow(row: EventRow): RecordedEvent {
  return decodeEvent({ ...row, eventId: row.event_id }, row);
}
