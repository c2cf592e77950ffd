import { formatDuration } from '@atms/plan';
import type { Colours } from './colours.ts';
import { count } from './count.ts';
import { fitted, padded, widthOf } from './width.ts';

/** What is shown while a workflow runs. All texts are single lines without control sequences. */
export interface Progress {
  readonly total: number;
  readonly completed: number;
  readonly remainingMs?: number;
  readonly paused: boolean;
  /** What is under way, in the order of the plan. */
  readonly active: readonly ActiveTask[];
  /** What a person has to see to, one sentence each. */
  readonly attention: readonly string[];
}

export interface ActiveTask {
  readonly name: string;
  readonly state: string;
  readonly attempt: number;
  readonly agent?: string;
  readonly sinceMs?: number;
  readonly lastOutput?: string;
}

export interface Frame {
  readonly columns: number;
  /** Lines that may be drawn. */
  readonly rows: number;
  readonly colours: Colours;
}

/** The lines of the live view: one per task under way, what waits for a person, the whole. */
export function progressLines(progress: Progress, frame: Frame): readonly string[] {
  const room = Math.max(1, frame.rows - progress.attention.length - 2);
  const shown = progress.active.slice(0, room);
  const hidden = progress.active.length - shown.length;
  return [
    ...taskLines(shown, frame),
    ...(hidden > 0 ? [frame.colours.quiet(`  and ${hidden} more`)] : []),
    ...progress.attention.map((text) =>
      frame.colours.attention(fitted(`! ${text}`, frame.columns)),
    ),
    overall(progress, frame),
  ];
}

/** Aligned; the last thing that was said takes the room that is left. */
export function taskLines(tasks: readonly ActiveTask[], frame: Frame): readonly string[] {
  const heads = tasks.map(headOf);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...heads.map((head) => widthOf(head[column] ?? ''))),
  );
  return tasks.map((task, index) => {
    const head = (heads[index] ?? [])
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ');
    const line = fitted(`  ${head}`, frame.columns).trimEnd();
    const left = frame.columns - widthOf(line) - 2;
    const output = task.lastOutput ?? '';
    return left < 8 || output === ''
      ? line
      : `${line}  ${frame.colours.quiet(fitted(output, left))}`;
  });
}

function headOf({ name, state, attempt, agent, sinceMs }: ActiveTask): readonly string[] {
  const who = agent === undefined ? '' : agent;
  const which = attempt === 1 ? state : `${state} (attempt ${attempt})`;
  return [
    fitted(name, 34),
    which,
    who,
    sinceMs === undefined ? '' : formatDuration(wholeSeconds(sinceMs)),
  ];
}

function overall({ total, completed, remainingMs, paused }: Progress, frame: Frame): string {
  const share = total === 0 ? 1 : completed / total;
  const left = paused ? 'paused' : timeLeft(remainingMs);
  const words = [`${completed} of ${count(total, 'task')}`, ...(left === '' ? [] : [left])].join(
    ' · ',
  );
  const width = Math.max(0, Math.min(30, frame.columns - widthOf(words) - 4));
  return fitted(`  ${bar(share, width)} ${words}`, frame.columns);
}

/** Full only when everything is done. */
export function bar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function timeLeft(remainingMs: number | undefined): string {
  return remainingMs === undefined || remainingMs === 0
    ? ''
    : `about ${formatDuration(wholeSeconds(remainingMs))} left`;
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000)) * 1000;
}
