/**
 * Keeps the user's repository as it is while attempts run beside it.
 *
 * Owns: how refs, hooks and configuration were before the attempts that run now.
 *
 * 1. A ref is put back only when its reflog names the attempt that ended; the user's own moves stay.
 * 2. A changed hook or configuration file is put back, and every attempt that ran meanwhile is refused.
 * 3. The state before is on disk before an attempt starts, so that a crash does not hide what was done.
 * 4. What changes while no attempt runs is the user's. So is a hook or a configuration file that changed while nobody
 *    watched, after a crash: it is told and left alone.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Finding } from '@atms/contracts';
import {
  type ChangedFile,
  findTampering,
  type Repository,
  type RepositorySnapshot,
  takeSnapshot,
  type Tampering,
  type UndoneItem,
  undoTampering,
} from '@atms/platform/git';
import { readWatchState, writeWatchState } from './snapshot-file.ts';

/** An attempt as the watch knows it: its name in the report, and the e-mail that its moves of refs carry. */
export interface WatchedAttempt {
  readonly name: string;
  readonly email: string;
}

export interface RepositoryWatch {
  /** Call before an attempt may touch anything. */
  begin(attempt: WatchedAttempt): Promise<void>;
  /** What the attempt did beside its worktree. It has been undone when this resolves. */
  end(attempt: WatchedAttempt): Promise<readonly Finding[]>;
}

export interface WatchOptions {
  readonly repository: Repository;
  readonly snapshotDir: string;
  readonly undoneDir: string;
  readonly ownMoves: ReadonlyMap<string, string>;
  readonly isAnyAttempt: (email: string) => boolean;
  readonly report: (message: string) => void;
}

/** What is known of a repository before the attempts that run, or that ran when a process died. */
interface Known {
  readonly before: RepositorySnapshot;
  /** Attempts of a process that died, which nobody has ended yet. */
  readonly orphans: ReadonlySet<string>;
  /** Taken by this process: since then nothing has changed unseen. */
  readonly isOwn: boolean;
}

export function createRepositoryWatch(options: WatchOptions): RepositoryWatch {
  const running = new Map<string, { readonly email: string; readonly findings: Finding[] }>();
  const file = join(options.snapshotDir, `${hashOf(options.repository.commonDir)}.json`);
  const inTurn = createTurn();
  let known: Known | undefined;

  const load = async () => {
    if (known !== undefined) return known;
    const state = await readWatchState(file);
    if (state === undefined) return undefined;
    return { before: state.snapshot, orphans: new Set(state.attempts), isOwn: false };
  };
  const remember = async (before: RepositorySnapshot, orphans: ReadonlySet<string>) => {
    known = { before, orphans, isOwn: true };
    const emails = [...running.values()].map((one) => one.email);
    await writeWatchState(file, { snapshot: before, attempts: [...emails, ...orphans] });
  };
  const finish = async ({ name, email }: WatchedAttempt, { before, orphans, isOwn }: Known) => {
    const tampering = await search(options, before, (one) => one === email);
    const undone = await undo(options, guilty(options, tampering, isOwn), name);
    const own = running.get(name)?.findings ?? [];
    running.delete(name);
    const ofRefs = undone.filter((item) => item.kind === 'ref').map(findingOf);
    const ofFiles = undone.filter((item) => item.kind !== 'ref').map(findingOf);
    for (const other of running.values()) other.findings.push(...ofFiles);
    const left = new Set([...orphans].filter((one) => one !== email));
    await remember(await nextBefore(options, before), left);
    return [...own, ...ofRefs, ...ofFiles];
  };

  const beginAfter = async (found: Known | undefined) => {
    if (running.size > 1 && found !== undefined) return remember(found.before, found.orphans);
    if (found !== undefined) await undoOrphans(options, found);
    await remember(await takeSnapshot(options.repository), new Set());
  };

  return {
    begin: ({ name, email }) =>
      inTurn(async () => {
        running.set(name, { email, findings: [] });
        try {
          await beginAfter(await load());
        } catch (error) {
          running.delete(name);
          throw error;
        }
      }),
    end: (attempt) =>
      inTurn(async () => {
        const found = await load();
        return found === undefined ? [] : finish(attempt, found);
      }),
  };
}

/** One act after the other. */
function createTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
}

function search(
  { repository, ownMoves, isAnyAttempt }: WatchOptions,
  before: RepositorySnapshot,
  isAttemptIdentity: (email: string) => boolean,
): Promise<readonly Tampering[]> {
  return findTampering({
    repository,
    before,
    isAttemptIdentity,
    isAnyAttempt,
    oursMoved: ownMoves,
  });
}

/** What is to be put back. */
function guilty(
  options: WatchOptions,
  tampering: readonly Tampering[],
  nothingUnseen: boolean,
): readonly Tampering[] {
  const files = tampering.filter((one) => one.kind !== 'ref');
  if (!nothingUnseen) for (const one of files) options.report(sayLeftAlone(one));
  const refs = tampering.filter((one) => one.kind === 'ref' && one.byAttempt);
  return nothingUnseen ? [...refs, ...files] : refs;
}

function sayLeftAlone({ kind, path }: ChangedFile): string {
  return `The ${kind} ${path} in the git folder changed while ATMS was not running, or just before it ended; it was left as it is. If that was not you, look at it before you use git.`;
}

/** The user's own moves become part of what is protected; moves of attempts that still run do not. */
async function nextBefore(
  options: WatchOptions,
  before: RepositorySnapshot,
): Promise<RepositorySnapshot> {
  const moves = await search(options, before, options.isAnyAttempt);
  const now = await takeSnapshot(options.repository, before);
  const refs = new Map(Object.entries(now.refs));
  for (const moved of moves) {
    if (moved.kind !== 'ref' || !moved.byAttempt) continue;
    if (moved.before === undefined) refs.delete(moved.ref);
    else refs.set(moved.ref, moved.before);
  }
  return { ...now, refs: Object.fromEntries(refs) };
}

/** What attempts did that a process left behind when it died, and that nobody took up. */
async function undoOrphans(options: WatchOptions, found: Known): Promise<void> {
  if (found.orphans.size === 0) return;
  const tampering = await search(options, found.before, (email) => found.orphans.has(email));
  const label = `orphans-of-${hashOf([...found.orphans].toSorted().join('\n'))}`;
  await undo(options, guilty(options, tampering, found.isOwn), label);
}

async function undo(
  options: WatchOptions,
  tampering: readonly Tampering[],
  name: string,
): Promise<readonly UndoneItem[]> {
  if (tampering.length === 0) return [];
  const label = name.replaceAll('/', '-');
  const { repository, undoneDir } = options;
  const undone = await undoTampering({ repository, tampering, undoneDir, label });
  for (const item of undone) options.report(`${name}: ${item.note}`);
  return undone;
}

function findingOf(item: UndoneItem): Finding {
  const message = `The attempt changed ${item.kind} ${item.name} of the repository itself. ${item.note} Work only in your own worktree.`;
  return { gate: 'repository', message: message.slice(0, 4_000) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
