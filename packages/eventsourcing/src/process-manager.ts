import type { RecordedEvent } from './event.ts';

/** A command that a reaction asks for. `key` tells apart several commands of one kind to one event. */
export interface Requested<Command> {
  readonly command: Command;
  readonly correlationId: string;
}

/** Pure: what an event leads to, given the views at its position. */
export type React<View, Command> = (
  event: RecordedEvent,
  view: View,
) => readonly Requested<Command>[];

/** The same event leads to the same command ids, however often it is delivered. */
export function commandIdOf(process: string, event: RecordedEvent, index: number): string {
  return `${process}/${event.eventId}/${index}`;
}
