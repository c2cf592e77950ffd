/**
 * Keeps the user's repository as it is while attempts run beside it.
 *
 * Owns: how refs, hooks and configuration were before the attempts that run now.
 *
 * 1. A ref is put back only when its reflog names the attempt that ended; the user's own moves stay.
 * 2. A changed hook or configuration file is put back, and every attempt that ran meanwhile is refused.
 * 3. The state before is on disk before an attempt starts, so that a crash does not hide what was done.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '@atms/contracts';
import {
  findTampering,
  type Repository,
  type RepositorySnapshot,
  takeSnapshot,
  type Tampering,
  type UndoneItem,
  undoTampering,
} from '@atms/platform/git';

export interface RepositoryWatch {
  /** Call before an attempt may touch anything. */
  begin(name: string): Promise<void>;
  /** What the attempt did beside its worktree. It has been undone when this resolves. */
  end(name: string, email: string): Promise<readonly Finding[]>;
}

export interface WatchOptions {
  readonly repository: Repository;
  readonly snapshotDir: string;
  readonly undoneDir: string;
  readonly ownMoves: ReadonlyMap<string, string>;
  readonly isAnyAttempt: (email: string) => boolean;
  readonly report: (message: string) => void;
}

export function createRepositoryWatch(options: WatchOptions): RepositoryWatch {
  const running = new Map<string, Finding[]>();
  const file = join(options.snapshotDir, `${hashOf(options.repository.commonDir)}.json`);
  let before: RepositorySnapshot | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn.catch(() => undefined);
    return turn;
  };
  const remember = async (snapshot: RepositorySnapshot) => {
    before = snapshot;
    await mkdir(options.snapshotDir, { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  const search = (known: RepositorySnapshot, isAttemptIdentity: (email: string) => boolean) =>
    findTampering({
      repository: options.repository,
      before: known,
      isAttemptIdentity,
      oursMoved: options.ownMoves,
    });

  return {
    begin: (name) =>
      inTurn(async () => {
        if (before === undefined) {
          await undoAfterCrash(options, file);
          await remember(await takeSnapshot(options.repository));
        }
        running.set(name, []);
      }),
    end: (name, email) =>
      inTurn(async () => {
        const known = before ?? (await readSnapshot(file));
        if (known === undefined) return [];
        const tampering = await search(known, (one) => one === email);
        // After a crash nobody knows who changed a file meanwhile: it may be the user's work.
        const crashed = before === undefined;
        const guilty = tampering.filter((one) => (one.kind === 'ref' ? one.byAttempt : !crashed));
        const undone = await undo(options, guilty, name);
        const own = running.get(name) ?? [];
        own.push(...undone.filter((item) => item.kind === 'ref').map(findingOf));
        for (const findings of running.values()) {
          findings.push(...undone.filter((item) => item.kind !== 'ref').map(findingOf));
        }
        running.delete(name);
        const others = await search(known, options.isAnyAttempt);
        await remember(await nextBefore(options, known, others));
        return own;
      }),
  };
}

/** The user's own moves become part of what is protected; moves of attempts that still run do not. */
async function nextBefore(
  options: WatchOptions,
  known: RepositorySnapshot,
  tampering: readonly Tampering[],
): Promise<RepositorySnapshot> {
  const now = await takeSnapshot(options.repository, known);
  const refs = new Map(Object.entries(now.refs));
  for (const moved of tampering) {
    if (moved.kind !== 'ref' || !moved.byAttempt) continue;
    if (moved.before === undefined) refs.delete(moved.ref);
    else refs.set(moved.ref, moved.before);
  }
  return { ...now, refs: Object.fromEntries(refs) };
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
  return { gate: 'repository', message };
}

/** A snapshot that a process left behind when it died: what attempts did since is undone before anything starts. */
async function undoAfterCrash(options: WatchOptions, file: string): Promise<void> {
  const known = await readSnapshot(file);
  if (known === undefined) return;
  const tampering = await findTampering({
    repository: options.repository,
    before: known,
    isAttemptIdentity: options.isAnyAttempt,
    oursMoved: options.ownMoves,
  });
  // Hooks and configuration may be the user's own work since; only refs name who moved them.
  const byAttempts = tampering.filter((one) => one.kind === 'ref' && one.byAttempt);
  await undo(options, byAttempts, `crash-${Date.now()}`);
  await rm(file, { force: true });
}

async function readSnapshot(file: string): Promise<RepositorySnapshot | undefined> {
  const names = await readdir(dirname(file)).catch((): string[] => []);
  if (!names.includes(basename(file))) return undefined;
  // Written by this file alone, whole or not at all.
  const snapshot: RepositorySnapshot = JSON.parse(await readFile(file, 'utf8'));
  return snapshot;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
