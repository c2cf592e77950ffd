/**
 * When the turn of a candidate, or whether it may start, changes next by nothing but time.
 *
 * Owns: the instants that are still to come. Does not own: what follows from them.
 *
 * 1. Every candidate has at most one next change; any other is void.
 * 2. At most about twice as many are kept as there are candidates: most start long before their next change.
 */
import { turnChangesOf } from '@atms/contracts';
import type { Candidate } from './bag.ts';
import type { Entry } from './line-messages.ts';
import { type Heap, withAdded, withoutFirst } from './leftist-heap.ts';

interface Change {
  readonly ms: number;
  readonly candidate: Candidate;
}

export interface TurnChanges {
  heap: Heap<Change>;
  kept: number;
  /** The latest change that has passed. */
  passedMs: number;
}

const spare = 1_000;

export function createTurnChanges(): TurnChanges {
  return { heap: undefined, kept: 0, passedMs: 0 };
}

export function isBackingOff({ notBefore }: Entry, at: string): boolean {
  return notBefore !== undefined && Date.parse(notBefore) > Date.parse(at);
}

/** Notes what is next of a candidate, one of `candidates` many, and forgets what was. */
export function noteNextChange(
  changes: TurnChanges,
  candidate: Candidate,
  { nowMs, candidates }: { readonly nowMs: number; readonly candidates: number },
): void {
  const { notBefore } = candidate.entry;
  const due = notBefore === undefined ? [] : [Date.parse(notBefore)];
  let next = Number.POSITIVE_INFINITY;
  for (const ms of [...due, ...turnChangesOf(candidate.entry)]) {
    if (ms > nowMs) next = Math.min(next, ms);
    else changes.passedMs = Math.max(changes.passedMs, ms);
  }
  candidate.change = undefined;
  if (next === Number.POSITIVE_INFINITY) return;
  if (changes.kept > 2 * candidates + spare) dropVoid(changes);
  const change = { ms: next, candidate };
  candidate.change = change;
  add(changes, change);
}

/** The next candidate whose change has come, in the order of the changes. */
export function takeChanged(changes: TurnChanges, nowMs: number): Candidate | undefined {
  for (let next = changes.heap?.first; next !== undefined; next = changes.heap?.first) {
    if (next.ms > nowMs) return undefined;
    changes.heap = withoutFirst(changes.heap, byMs);
    changes.kept -= 1;
    if (next.candidate.change === next) return next.candidate;
  }
  return undefined;
}

function dropVoid(changes: TurnChanges): void {
  const open: Heap<Change>[] = [changes.heap];
  changes.heap = undefined;
  changes.kept = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.first.candidate.change === node.first) add(changes, node.first);
    if (node.right !== undefined) open.push(node.right);
    if (node.left !== undefined) open.push(node.left);
  }
}

function add(changes: TurnChanges, change: Change): void {
  changes.heap = withAdded(changes.heap, change, byMs);
  changes.kept += 1;
}

function byMs(one: Change, other: Change): number {
  return one.ms - other.ms;
}
