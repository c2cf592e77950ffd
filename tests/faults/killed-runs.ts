/** Runs of the six tasks that are killed and started again, and what must be the same afterwards. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type AtmsEvent, isEvent, isEventType } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { createSqliteEventStore, openLogDatabase } from '@atms/platform/embedded';
import { findByCookie } from '@atms/platform/process';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./crashing-atms.ts', import.meta.url));
const loader = import.meta.resolve('tsx');
const plan = fileURLToPath(new URL('./six-tasks.yaml', import.meta.url));
export const taskCount = 6;

/** One repository with one workflow, in a folder of its own. */
export interface Workplace {
  readonly folder: string;
  readonly repository: string;
  readonly cache: string;
}

export interface Ending {
  /** Null when the process was killed. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** All of a finished run that must not depend on whether it was killed on the way. */
export interface Outcome {
  readonly tree: string;
  readonly ends: Readonly<Record<string, string>>;
  readonly mergesPerTask: readonly number[];
  readonly commitsPerTask: readonly number[];
  readonly leftOver: LeftOver;
}

export interface LeftOver {
  readonly processes: readonly number[];
  readonly worktrees: readonly string[];
  readonly checkouts: readonly string[];
  readonly locks: readonly string[];
  readonly slots: readonly string[];
}

export const nothing: LeftOver = {
  processes: [],
  worktrees: [],
  checkouts: [],
  locks: [],
  slots: [],
};

export async function makeWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-killed-'));
  const repository = join(folder, 'repository');
  const cache = join(folder, 'cache');
  await mkdir(repository);
  await mkdir(cache);
  await git(repository, 'init', '-q', '-b', 'main');
  const identity = ['-c', 'user.name=u', '-c', 'user.email=u@example.org'];
  await git(repository, ...identity, 'commit', '-q', '--allow-empty', '-m', 'Begin');
  return { folder, repository, cache };
}

export async function removeWorkplace({ folder }: Workplace): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** `atms run` on the six tasks, killed at `crashAt` when that comes. */
export async function runPlan(
  { repository, cache }: Workplace,
  crash: { readonly crashAt?: string; readonly trace?: string } = {},
): Promise<Ending> {
  const env = {
    ...process.env,
    XDG_CACHE_HOME: cache,
    ...(crash.crashAt === undefined ? {} : { CRASH_AT: crash.crashAt }),
    ...(crash.trace === undefined ? {} : { CRASH_TRACE: crash.trace }),
  };
  const args = ['--import', loader, program, '-C', repository, 'run', plan, '--yes'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      const signal = error?.signal ?? null;
      resolve({ exitCode, signal, output: `${stdout}\n${stderr}` });
    });
  });
}

export async function readOutcome(workplace: Workplace): Promise<Outcome> {
  const { repository } = workplace;
  const events = await readLog(workplace);
  const ends: Record<string, string> = {};
  const merges = new Map<string, number>();
  const names = new Map<string, string>();
  for (const event of events) {
    if (isEvent(event, 'task.created')) names.set(event.data.taskId, event.data.planTaskId);
    if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
      const name = names.get(event.data.taskId) ?? event.data.taskId;
      ends[name] = ends[name] === undefined ? event.type : `${ends[name]} and ${event.type}`;
    }
    if (isEvent(event, 'merge.applied')) {
      merges.set(event.data.taskId, (merges.get(event.data.taskId) ?? 0) + 1);
    }
  }
  return {
    tree: await git(repository, 'rev-parse', 'atms/six-tasks^{tree}'),
    ends,
    mergesPerTask: [...merges.values()],
    commitsPerTask: await commitsPerTask(repository),
    leftOver: await readLeftOver(workplace, events),
  };
}

/** What of a run is still in the world or held in its log. */
export async function readLeftOver(
  workplace: Workplace,
  events: readonly AtmsEvent[],
): Promise<LeftOver> {
  return { ...(await leftInTheWorld(workplace)), ...heldInTheLog(events) };
}

/** Everything that stands in the log; while no process has it open. */
export async function readLog({
  repository,
}: Pick<Workplace, 'repository'>): Promise<readonly (AtmsEvent & RecordedEvent)[]> {
  const database = openLogDatabase(join(repository, '.atms', 'log.db'), { onFatal: fail });
  const store = createSqliteEventStore(database);
  try {
    const events = await store.readAll({ after: 0, limit: 100_000 });
    return events.filter((event): event is AtmsEvent & RecordedEvent => isEventType(event.type));
  } finally {
    await store.close();
    database.close();
  }
}

function fail(error: unknown): never {
  throw error;
}

async function commitsPerTask(repository: string): Promise<readonly number[]> {
  const format = '--format=%(trailers:key=Atms-Task,valueonly,separator=%x2C)';
  const log = await git(repository, 'log', format, 'main..atms/six-tasks');
  const counts = new Map<string, number>();
  for (const task of log.split('\n')) counts.set(task, (counts.get(task) ?? 0) + 1);
  return [...counts.values()];
}

async function leftInTheWorld({ repository, cache }: Workplace) {
  const id = (await readFile(join(repository, '.atms', 'id'), 'utf8')).trim();
  const listed = await git(repository, 'worktree', 'list', '--porcelain');
  const worktrees = listed.split('\n').filter((line) => line.startsWith('worktree '));
  const own = join(cache, 'atms', id);
  const checkouts: string[] = [];
  for (const name of await readdir(own).catch(() => [])) {
    if (name.startsWith('gates-')) checkouts.push(...(await namesIn(join(own, name))));
    else checkouts.push(...(await namesIn(join(own, name, 'worktrees'))));
  }
  return { processes: await findByCookie(id), worktrees: worktrees.slice(1), checkouts };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** Locks and slots that no event gave back, and whose attempt has not ended either. */
function heldInTheLog(events: readonly AtmsEvent[]) {
  const locks = new Set<string>();
  const slots = new Set<string>();
  for (const event of events) {
    if (event.type === 'lock.acquired') locks.add(event.data.taskId);
    if (event.type === 'queue.removed') locks.delete(event.data.taskId);
    if (event.type === 'agent.assigned') slots.add(slotOf(event.data));
    if (event.type === 'agent.released') slots.delete(slotOf(event.data));
    if (event.type === 'task.executed') slots.delete(slotOf(event.data));
  }
  return { locks: [...locks], slots: [...slots] };
}

function slotOf(held: {
  readonly agentId: string;
  readonly taskId: string;
  readonly attempt: number;
}) {
  return `${held.agentId} ${held.taskId}/${held.attempt}`;
}

export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  return (await run('git', [...args], { cwd })).stdout.trim();
}
