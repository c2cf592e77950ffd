/** What a line is told and what it says. */
import type { EventOf, Priority, RemovalReason } from '@atms/contracts';

export const queueEventTypes = [
  'task.queued',
  'lock.acquired',
  'task.ready',
  'queue.prioritized',
  'queue.removed',
] as const;
export type QueueEvent = EventOf<(typeof queueEventTypes)[number]>;

export interface EntryKey {
  readonly lineId: string;
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
}

/** One attempt that wants to run. Instants are ISO. */
export interface NewEntry extends EntryKey {
  readonly dependencies: readonly string[];
  readonly paths: readonly string[];
  readonly priority: Priority;
  readonly queuedAt: string;
  readonly notBefore?: string;
  readonly deadline?: string;
  readonly onCriticalPath?: boolean;
  readonly blocks?: number;
}

/** An attempt that is queued. */
export interface Entry extends NewEntry {
  /** Counts what was queued on the line. */
  readonly arrival: number;
}

/** Ids of what is paused. Whoever pauses or resumes something hands over other pauses, never the same ones changed. */
export interface Pauses {
  readonly workflows: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

/** What stands beside every command: the time, and what is paused now. */
export interface Moment {
  readonly at: string;
  readonly pauses: Pauses;
}

export type LineRequest =
  | { readonly type: 'Enqueue'; readonly entry: NewEntry }
  | { readonly type: 'Remove'; readonly key: EntryKey; readonly reason: RemovalReason }
  | {
      readonly type: 'Prioritize';
      readonly taskId: string;
      readonly priority: Priority;
      readonly by: string;
    }
  | {
      readonly type: 'SetDeadline';
      readonly taskId: string;
      /** An ISO instant. */
      readonly deadline: string;
      readonly by: string;
    }
  | { readonly type: 'Look' };

export type QueueCommand = LineRequest & Moment;

export interface LineSettings {
  /** Tasks in flight on one line. */
  readonly cap: number;
}
