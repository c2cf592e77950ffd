import { type FileState, isSameState } from './file-state.ts';
import { type ReflogEntry, readReflog } from './reflog.ts';
import type { RepositoryPlace } from './run-git.ts';
import { atmsIdentity } from './environment.ts';
import { type RepositorySnapshot, takeSnapshot } from './snapshot.ts';

/** A ref that is not where it was before the attempt. */
export interface MovedRef {
  readonly kind: 'ref';
  readonly ref: string;
  /** Where it belongs: the value before the attempt, or the one that the user or ATMS gave it since. */
  readonly before: string | undefined;
  readonly now: string | undefined;
  /**
   * Whether the reflog names an attempt as the mover. Otherwise it is the user's move, and stays.
   */
  readonly byAttempt: boolean;
}

/** A hook or a configuration file that is not what it was; `undefined` stands for no file. */
export interface ChangedFile {
  readonly kind: 'hook' | 'config';
  /** Relative to the git folder. */
  readonly path: string;
  readonly before: FileState | undefined;
  readonly now: FileState | undefined;
}

export type Tampering = MovedRef | ChangedFile;

export interface TamperingSearch {
  readonly repository: RepositoryPlace;
  readonly before: RepositorySnapshot;
  /**
   * Whether an e-mail is that of an attempt whose moves are to be put back. While other attempts
   * run, name only the ended one: a branch that a running agent made for itself is taken away when
   * that attempt ends.
   */
  readonly isAttemptIdentity: (email: string) => boolean;
  /** Whether an e-mail is that of any attempt: no ref is put back to where one led it. */
  readonly isAnyAttempt?: (email: string) => boolean;
  /**
   * Refs that ATMS itself moved since, and where to. It may be a living map that is filled before
   * each move.
   */
  readonly oursMoved: ReadonlyMap<string, string>;
}

/** What differs from before an attempt, refs first. */
export async function findTampering(search: TamperingSearch): Promise<readonly Tampering[]> {
  const now = await takeSnapshot(search.repository, search.before);
  return [
    ...(await movedRefs(search, now)),
    ...changedFiles('hook', search.before.hooks, now.hooks),
    ...changedFiles('config', search.before.configs, now.configs),
  ];
}

async function movedRefs(
  search: TamperingSearch,
  now: RepositorySnapshot,
): Promise<readonly MovedRef[]> {
  const present = Object.keys(now.refs);
  const names = [...new Set([...Object.keys(search.before.refs), ...present])].toSorted();
  const changed = names
    .map((ref) => ({ ref, before: belongsAt(search, ref), now: now.refs[ref] }))
    .filter((one) => one.now !== one.before);
  const logs = await readLogs(
    search.repository,
    present,
    changed.map((one) => one.ref),
  );
  return changed
    .map((one) => ({ kind: 'ref' as const, ...one, byAttempt: isByAttempt(search, logs, one) }))
    .map((moved) =>
      moved.byAttempt ? { ...moved, before: lastOfOthers(search, logs, moved) } : moved,
    )
    .filter((moved) => !isOurMoveUnderWay(search, logs, moved));
}

/** The value that ATMS gave a ref, or else the one before the attempt. */
function belongsAt(search: TamperingSearch, ref: string): string | undefined {
  return search.oursMoved.get(ref) ?? search.before.refs[ref];
}

/**
 * The map is told of a move before it is made, and refs are read one moment earlier: then the ref
 * has the value from before the attempt, or one that ATMS gave it in between.
 */
function isOurMoveUnderWay(search: TamperingSearch, logs: Logs, moved: MovedRef): boolean {
  if (moved.byAttempt || !search.oursMoved.has(moved.ref)) return false;
  const mover = logs.get(moved.ref)?.at(-1)?.email;
  return moved.now === search.before.refs[moved.ref] || mover === atmsIdentity.email;
}

type Logs = ReadonlyMap<string, readonly ReflogEntry[]>;

/**
 * The reflogs of the changed refs; when a ref is gone those of all others too, for it may have been
 * renamed.
 */
async function readLogs(
  repository: RepositoryPlace,
  present: readonly string[],
  changed: readonly string[],
): Promise<Logs> {
  const isGone = changed.some((ref) => !present.includes(ref));
  const logs = new Map<string, readonly ReflogEntry[]>();
  for (const ref of isGone ? present : changed) logs.set(ref, await readReflog(repository, ref));
  return logs;
}

/**
 * The reflog is evidence only when its newest entry led to the value that is there now. A deleted
 * ref has none, so it counts as the user's move, unless the log of another ref says that an attempt
 * renamed it.
 */
function isByAttempt(
  search: TamperingSearch,
  logs: Logs,
  { ref, now }: Pick<MovedRef, 'ref' | 'now'>,
): boolean {
  if (now === undefined) return renamedByAttempt(search, ref, logs);
  const entry = logs.get(ref)?.at(-1);
  return entry !== undefined && entry.value === now && search.isAttemptIdentity(entry.email);
}

/** The user may have moved the ref before the attempt did, and after the state before was taken. */
function lastOfOthers(
  { isAttemptIdentity, isAnyAttempt = isAttemptIdentity }: TamperingSearch,
  logs: Logs,
  { ref, before }: Pick<MovedRef, 'ref' | 'before'>,
): string | undefined {
  const log = logs.get(ref) ?? [];
  const underThisName = log.slice(log.findLastIndex(isNaming) + 1);
  return underThisName.findLast((entry) => !isAnyAttempt(entry.email))?.value ?? before;
}

/** What a log tells from before such an entry, it tells of another branch. */
function isNaming({ message }: ReflogEntry): boolean {
  return /^Branch: (renamed|copied) /.test(message);
}

/** A log goes with its branch when that is renamed, so it also tells of earlier names. */
function renamedByAttempt(search: TamperingSearch, ref: string, logs: Logs): boolean {
  const renamed = [...logs.values()]
    .flat()
    .find((entry) => entry.message.startsWith(`Branch: renamed ${ref} to `));
  return renamed !== undefined && search.isAttemptIdentity(renamed.email);
}

function changedFiles(
  kind: ChangedFile['kind'],
  before: readonly FileState[],
  now: readonly FileState[],
): readonly ChangedFile[] {
  const old = new Map(before.map((state) => [state.path, state]));
  const current = new Map(now.map((state) => [state.path, state]));
  return [...new Set([...old.keys(), ...current.keys()])]
    .toSorted()
    .filter((path) => !isSameState(old.get(path), current.get(path)))
    .map((path) => ({ kind, path, before: old.get(path), now: current.get(path) }));
}
