/**
 * What may run now, in which order. Never in waves: each change of the line is looked at by itself.
 *
 * A decision takes the most urgent candidates out of their bags until the cap is reached or no candidate is left, and so
 * meets each that something stands in the way of once: it sets that one aside, behind what is in its way. What is only
 * in the way of this decision (what has just been decided is not yet in the log) sets nobody aside: such candidates go
 * back to where they were, as if nobody had looked.
 */
import { unreachable } from '@atms/eventsourcing';
import { readPaths } from '@atms/plan';
import {
  type Bag,
  byTurn,
  type Candidate,
  createBag,
  first,
  type Group,
  type Member,
  put,
  take,
  takeOut,
} from './bag.ts';
import { type LineIndex, toWalls } from './line-index.ts';
import type { Entry, LineSettings, Moment, QueueEvent } from './line-messages.ts';
import { isGranted, isHeld, type Obstacles, obstacleOf, refusalOf } from './obstacles.ts';
import { lookAt, setBehind, setPaused, setWaiting, toCandidate, wallsOf } from './start-order.ts';
import { isBackingOff } from './turn-changes.ts';

/** How a line will differ after what has just been decided. */
export interface Outlook {
  readonly ready: number;
  /** The task that gives its lock back. */
  readonly lettingGo?: string;
  /** The task that will not stand where it stands. */
  readonly without?: string;
  /** What could start from then on. */
  readonly added: readonly Entry[];
}

/** The events that make ready what the cap and the locks allow. */
export function becomingReady(
  settings: LineSettings,
  { line, ...outlook }: Outlook & { readonly line: LineIndex },
  moment: Moment,
): readonly QueueEvent[] {
  const free = settings.cap - outlook.ready;
  if (free <= 0) return [];
  lookAt(line.order, moment);
  const trial = createTrial(line, outlook, moment);
  while (trial.started.length < free) {
    const bag = mostUrgent(trial.sources);
    const member = bag === undefined ? undefined : take(bag);
    if (bag === undefined || member === undefined) break;
    consider(trial, member, bag);
  }
  leaveAsItWas(trial);
  return trial.started.flatMap((one) => toEvents(line, one));
}

interface Trial extends Outlook, Obstacles {
  readonly moment: Moment;
  readonly sources: readonly Bag[];
  /** Walls that will stand no more. */
  readonly opened: readonly Group[];
  /** Holds what is not yet in the log; nothing of it can be set aside. */
  readonly newcomers: Bag;
  readonly postponed: { readonly member: Member; readonly bag: Bag }[];
  readonly started: Entry[];
}

function createTrial(line: LineIndex, outlook: Outlook, moment: Moment): Trial {
  const { places } = line.order;
  const newcomers = createBag();
  const freed = createBag();
  for (const entry of outlook.added) {
    if (!isBackingOff(entry, moment.at)) put(newcomers, toCandidate(entry, moment.at));
  }
  const lock = line.locks.get(outlook.lettingGo ?? '');
  const opened = wallsOf(places, lock?.paths ?? []);
  for (const wall of opened) put(freed, wall);
  return {
    ...outlook,
    line,
    moment,
    newcomers,
    opened,
    sources: [places.open, newcomers, freed],
    postponed: [],
    started: [],
    granted: [],
  };
}

function mostUrgent(bags: readonly Bag[]): Bag | undefined {
  let best: { readonly bag: Bag; readonly top: NonNullable<ReturnType<typeof first>> } | undefined;
  for (const bag of bags) {
    const top = first(bag);
    if (top !== undefined && (best === undefined || byTurn(top, best.top) < 0)) best = { bag, top };
  }
  return best?.bag;
}

/** Nothing of this is in the log yet. */
function leaveAsItWas({ postponed, opened }: Trial): void {
  for (const { member, bag } of postponed.toReversed()) put(bag, member);
  for (const wall of opened) takeOut(wall);
}

function consider(trial: Trial, member: Member, bag: Bag): void {
  switch (member.kind) {
    case 'candidate':
      return considerCandidate(trial, member, bag);
    case 'pattern':
      return considerPattern(trial, member, bag);
    case 'wall':
      return considerWall(trial, member, bag);
    default:
      return unreachable(member);
  }
}

/** Who holds it holds everything that is behind it. */
function considerWall(trial: Trial, wall: Group, bag: Bag): void {
  if (isHeld(trial, wall.text)) takeOut(wall);
  else if (trial.granted.some(({ text }) => text === wall.text)) postpone(trial, wall, bag);
  else considerFirstOf(trial, wall, bag);
}

function considerPattern(trial: Trial, pattern: Group, bag: Bag): void {
  const wall = obstacleOf(trial, pattern);
  if (wall !== undefined) setBehind(trial.line.order, pattern, wall);
  else if (isGranted(trial, pattern.paths)) postpone(trial, pattern, bag);
  else considerFirstOf(trial, pattern, bag);
}

function considerFirstOf(trial: Trial, group: Group, bag: Bag): void {
  const member = take(group.members);
  put(bag, group);
  if (member !== undefined) consider(trial, member, group.members);
}

function considerCandidate(trial: Trial, candidate: Candidate, bag: Bag): void {
  const { line, moment, newcomers, started, granted, without } = trial;
  const { entry } = candidate;
  const isNew = bag === newcomers;
  if (!isNew && entry.taskId === without) return postpone(trial, candidate, bag);
  if (isPaused(entry, moment)) {
    return isNew ? undefined : setPaused(line.order, candidate, moment.pauses);
  }
  if (needsLock(line, entry)) {
    const behind = refusalOf(trial, entry);
    if (behind !== undefined) return isNew ? undefined : setWaiting(line.order, candidate, behind);
    if (isGranted(trial, readPaths(entry.paths))) return postpone(trial, candidate, bag);
    granted.push(...toWalls(entry.paths));
  }
  started.push(entry);
  postpone(trial, candidate, bag);
}

/** Keeps it out of this decision. */
function postpone({ postponed }: Trial, member: Member, bag: Bag): void {
  postponed.push({ member, bag });
}

function isPaused({ taskId, workflowId }: Entry, { pauses }: Moment): boolean {
  return pauses.tasks.has(taskId) || pauses.workflows.has(workflowId);
}

/** A retried task still holds its own. */
function needsLock(line: LineIndex, { taskId, paths }: Entry): boolean {
  return paths.length > 0 && !line.locks.has(taskId);
}

function toEvents(line: LineIndex, entry: Entry): readonly QueueEvent[] {
  const { lineId, workflowId, taskId, attempt, paths } = entry;
  const key = { lineId, workflowId, taskId, attempt };
  const ready: QueueEvent = { type: 'task.ready', data: key };
  return needsLock(line, entry)
    ? [{ type: 'lock.acquired', data: { ...key, paths: [...paths] } }, ready]
    : [ready];
}
