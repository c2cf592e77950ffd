/**
 * In which order the entries of a line could start, and which of them stand aside because something is in their way.
 *
 * Owns: nothing that the log does not tell. It can be built anew from the entries at any time, and is when the clock
 * goes back. Decisions may move members in it, as long as the reason stands in the log or in the command's moment.
 *
 * 1. Every candidate is in exactly one place: `open` (also inside groups that stand there), behind a wall, paused, or
 *    backing off (in no bag).
 * 2. A wall is a pattern of a lock. What is behind it overlaps it. A wall that nobody holds stands in `open` with all
 *    that is behind it; when it is held once more, it leaves as one, whatever it hides.
 * 3. What is paused goes back when a decision comes with other pauses that do not name its cause.
 * 4. Turns and back-offs are those of the instant `at`. Nothing wakes up when they change: an entry can start only when
 *    something frees, or its back-off is over; so it is enough that the decision made then looks at the time.
 */
import { turnOf } from '@atms/contracts';
import { readPaths } from '@atms/plan';
import {
  type Bag,
  bagOf,
  type Candidate,
  createBag,
  createGroup,
  first,
  type Group,
  pour,
  put,
  takeOut,
} from './bag.ts';
import type { Entry, Moment, Pauses } from './line-messages.ts';
import {
  createTurnChanges,
  isBackingOff,
  noteNextChange,
  takeChanged,
  type TurnChanges,
} from './turn-changes.ts';

interface Places {
  /** Nothing is known to stand in the way of these. */
  readonly open: Bag;
  /** By their texts. */
  readonly patterns: Map<string, Group>;
  readonly walls: Map<string, Group>;
  readonly pausedTasks: Map<string, Bag>;
  readonly pausedWorkflows: Map<string, Bag>;
}

export interface StartOrder {
  readonly candidates: Map<string, Candidate>;
  places: Places;
  changes: TurnChanges;
  at: string;
  pauses?: Pauses;
}

const beforeAll = new Date(0).toISOString();

export function createStartOrder(): StartOrder {
  return {
    candidates: new Map(),
    places: createPlaces(),
    changes: createTurnChanges(),
    at: beforeAll,
  };
}

function createPlaces(): Places {
  return {
    open: createBag(),
    patterns: new Map(),
    walls: new Map(),
    pausedTasks: new Map(),
    pausedWorkflows: new Map(),
  };
}

/** As it would stand at an instant, in no bag. */
export function toCandidate(entry: Entry, at: string): Candidate {
  return { kind: 'candidate', entry, turn: turnOf(entry, at) };
}

export function addCandidate(order: StartOrder, entry: Entry): void {
  const candidate = toCandidate(entry, order.at);
  order.candidates.set(entry.taskId, candidate);
  place(order, candidate);
}

export function removeCandidate(order: StartOrder, taskId: string): void {
  const candidate = order.candidates.get(taskId);
  if (candidate === undefined) return;
  order.candidates.delete(taskId);
  takeOut(candidate);
  candidate.change = undefined;
}

/** Brings turns, back-offs and pauses to the moment of a decision. */
export function lookAt(order: StartOrder, { at, pauses }: Moment): void {
  dropEmpty(order.places.patterns, order.candidates.size);
  dropEmpty(order.places.walls, order.candidates.size);
  bringTo(order, at);
  keepPaused(order, pauses);
}

/** Patterns come and go with their tasks. Only between two decisions: then nobody is between two places. */
function dropEmpty(groups: Map<string, Group>, candidates: number): void {
  if (groups.size <= 2 * candidates + 1_000) return;
  for (const [text, { members }] of groups) if (first(members) === undefined) groups.delete(text);
}

function bringTo(order: StartOrder, at: string): void {
  const nowMs = Date.parse(at);
  order.at = at;
  if (nowMs < order.changes.passedMs) buildAnew(order);
  for (;;) {
    const changed = takeChanged(order.changes, nowMs);
    if (changed === undefined) return;
    changed.turn = turnOf(changed.entry, at);
    place(order, changed);
  }
}

function buildAnew(order: StartOrder): void {
  const entries = [...order.candidates.values()].map(({ entry }) => entry);
  order.candidates.clear();
  order.places = createPlaces();
  order.changes = createTurnChanges();
  for (const entry of entries) addCandidate(order, entry);
}

/** Puts a candidate where it stands now, and notes when that changes. */
function place({ at, candidates, changes, places }: StartOrder, candidate: Candidate): void {
  const now = { nowMs: Date.parse(at), candidates: candidates.size };
  noteNextChange(changes, candidate, now);
  if (!isBackingOff(candidate.entry, at)) put(candidate.bag ?? places.open, candidate);
}

/** Sets a candidate aside until nobody keeps its task, or else its workflow, paused. */
export function setPaused({ places }: StartOrder, candidate: Candidate, pauses: Pauses): void {
  const { taskId, workflowId } = candidate.entry;
  const byTask = pauses.tasks.has(taskId);
  const kept = byTask ? places.pausedTasks : places.pausedWorkflows;
  const cause = byTask ? taskId : workflowId;
  const bag = kept.get(cause) ?? createBag();
  kept.set(cause, bag);
  put(bag, candidate);
}

/** Lets out what earlier pauses kept and these do not; costs nothing while nobody pauses or resumes. */
function keepPaused(order: StartOrder, pauses: Pauses): void {
  if (order.pauses === pauses) return;
  order.pauses = pauses;
  const { open, pausedTasks, pausedWorkflows } = order.places;
  letOut(pausedTasks, pauses.tasks, open);
  letOut(pausedWorkflows, pauses.workflows, open);
}

function letOut(kept: Map<string, Bag>, causes: ReadonlySet<string>, open: Bag): void {
  for (const [cause, bag] of kept) {
    if (causes.has(cause)) continue;
    kept.delete(cause);
    pour(bag, open);
  }
}

/** Sets a pattern, with everybody who waits for it, behind a wall that overlaps it. */
export function setBehind(order: StartOrder, pattern: Group, wall: string): void {
  put(groupAt(order, 'wall', wall).members, pattern);
}

/** Sets a candidate behind a wall that overlaps one of its patterns. */
export function setWaiting(
  order: StartOrder,
  candidate: Candidate,
  { text, wall }: { readonly text: string; readonly wall: string },
): void {
  const pattern = groupAt(order, 'pattern', text);
  if (wallOf(pattern) !== wall) setBehind(order, pattern, wall);
  put(pattern.members, candidate);
}

/** The wall that a pattern stands behind. */
export function wallOf(pattern: Group): string | undefined {
  return bagOf(pattern)?.group?.text;
}

/** A lock is given back: what was behind its patterns may be free. */
export function openWalls({ places }: StartOrder, paths: readonly string[]): void {
  for (const wall of wallsOf(places, paths)) put(places.open, wall);
}

export function wallsOf({ walls }: Places, paths: readonly string[]): readonly Group[] {
  return paths.flatMap((text) => walls.get(text) ?? []);
}

function groupAt({ places }: StartOrder, kind: Group['kind'], text: string): Group {
  const groups = kind === 'wall' ? places.walls : places.patterns;
  const known = groups.get(text);
  if (known !== undefined) return known;
  const group = createGroup(kind, text, readPaths([text]));
  groups.set(text, group);
  return group;
}
