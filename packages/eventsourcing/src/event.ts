/** Plain JSON as it stands in the log. */
export interface EventMetadata {
  /** The command that led here; a repeat of it is answered with what was decided then. */
  readonly commandId: string;
  /** The workflow. */
  readonly correlationId: string;
  /** The event or command that led here. */
  readonly causationId?: string;
  /** ISO instant at which the decision was made, by the decider's own clock. */
  readonly time: string;
  readonly traceparent?: string;
}

export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** An event in the log: `revision` counts from 0 in its stream, `position` grows over the whole log, perhaps with gaps. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash === -1 ? stream : stream.slice(0, dash);
}
