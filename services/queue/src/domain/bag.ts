/**
 * Bags of what could start: each gives out its most urgent member first, at a cost that grows with the logarithm of what
 * is in it.
 *
 * A member is a candidate or a group, which is a bag itself and stands where its most urgent member stands. So thousands
 * of candidates that wait for the same are moved as one.
 *
 * 1. A member is in the bag that its ticket was put into, and nowhere else; any other ticket of it is void. Void tickets
 *    are dropped when they come to the top: taking a member out of the middle costs nothing.
 * 2. A ticket never stands after its member's turn: it may stand before, and is put right when it comes to the top.
 * 3. A bag that was poured into another one is that other one from then on.
 */
import { compareTurns, type Turn } from '@atms/contracts';
import type { PathSet } from '@atms/plan';
import { type Heap, meld, withAdded, withoutFirst } from './leftist-heap.ts';
import type { Entry } from './line-messages.ts';

export interface Bag {
  heap: Heap<Ticket>;
  pouredInto?: Bag;
  /** The group whose members are in here. */
  group?: Group;
}

interface Standing {
  readonly turn: Turn;
  readonly arrival: number;
}

interface Ticket extends Standing {
  readonly member: Member;
}

interface Placed {
  bag?: Bag | undefined;
  ticket?: Ticket | undefined;
}

/** An entry whose dependencies have completed and that is not ready. */
export interface Candidate extends Placed {
  readonly kind: 'candidate';
  readonly entry: Entry;
  turn: Turn;
  /** The change of its turn, or of whether it may start, that comes next. */
  change?: object | undefined;
}

export interface Group extends Placed {
  /** Of a pattern: candidates that were refused because of it. Of a wall: patterns that overlap it. */
  readonly kind: 'pattern' | 'wall';
  readonly text: string;
  readonly paths: PathSet;
  readonly members: Bag;
}

export type Member = Candidate | Group;

export function createBag(): Bag {
  return { heap: undefined };
}

export function createGroup(kind: Group['kind'], text: string, paths: PathSet): Group {
  const members = createBag();
  const group: Group = { kind, text, paths, members };
  members.group = group;
  return group;
}

/** The bag that a member is in, if it is in one. */
export function bagOf(member: Member): Bag | undefined {
  return member.ticket === undefined || member.bag === undefined ? undefined : whole(member.bag);
}

/** Puts a member into a bag, out of any other. A group without members stands nowhere until it has one. */
export function put(bag: Bag, member: Member): void {
  const standing = standingOf(member);
  const target = whole(bag);
  member.bag = target;
  member.ticket = standing === undefined ? undefined : toTicket(standing, member);
  if (member.ticket === undefined) return;
  target.heap = withAdded(target.heap, member.ticket, byTurn);
  if (target.group !== undefined) lift(target.group, member.ticket);
}

export function takeOut(member: Member): void {
  member.ticket = undefined;
  member.bag = undefined;
}

/** The most urgent member, which stays. */
export function first(bag: Bag): Ticket | undefined {
  for (let top = bag.heap?.first; top !== undefined; top = bag.heap?.first) {
    const { member } = top;
    const standing = member.ticket === top ? standingOf(member) : undefined;
    if (standing !== undefined && byTurn(standing, top) === 0) return top;
    bag.heap = withoutFirst(bag.heap, byTurn);
    if (member.ticket === top) put(bag, member);
  }
  return undefined;
}

/** The most urgent member, which is in no bag from then on. */
export function take(bag: Bag): Member | undefined {
  const top = first(bag);
  if (top === undefined) return undefined;
  bag.heap = withoutFirst(bag.heap, byTurn);
  top.member.ticket = undefined;
  return top.member;
}

/** Puts everything that is in one bag into another at once. */
export function pour(from: Bag, into: Bag): void {
  into.heap = meld(into.heap, from.heap, byTurn);
  from.heap = undefined;
  from.pouredInto = into;
}

/** Below zero when `one` goes first; never zero for two entries of a line. */
export function byTurn(one: Standing, other: Standing): number {
  return compareTurns(one.turn, other.turn) || one.arrival - other.arrival;
}

function toTicket({ turn, arrival }: Standing, member: Member): Ticket {
  return { turn, arrival, member };
}

function standingOf(member: Member): Standing | undefined {
  if (member.kind !== 'candidate') return first(member.members);
  return { turn: member.turn, arrival: member.entry.arrival };
}

/** A group stands at least where its most urgent member stands, if it stands anywhere. */
function lift(group: Group, newcomer: Standing): void {
  const { bag, ticket } = group;
  if (bag === undefined || (ticket !== undefined && byTurn(ticket, newcomer) <= 0)) return;
  put(bag, group);
}

function whole(bag: Bag): Bag {
  let end = bag;
  while (end.pouredInto !== undefined) end = end.pouredInto;
  return end;
}
