import { statfs } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { messageOf } from '@atms/eventsourcing';
import { loadConfig } from '@atms/platform/config';
import type { AgentConfig } from '@atms/platform/config';
import { findLiveServer, readServerFile } from '@atms/platform/http';
import type { Home } from '../data-directory.ts';
import { isFolder } from '../data-directory.ts';
import { git } from '../git.ts';

/** `warning`: works, but the person should know. `problem`: something will not work. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly message: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Judged = Pick<Finding, 'state' | 'message'>;

const ok = (message: string): Judged => ({ state: 'ok', message });
const warning = (message: string): Judged => ({ state: 'warning', message });
const problem = (message: string): Judged => ({ state: 'problem', message });

/** `bin/atms.mjs` has refused what is too old before this runs. */
export function checkNode(): Judged {
  return ok(`Node.js ${process.version} on ${process.platform} ${process.arch}`);
}

export async function checkGit(): Promise<Judged> {
  const said = (await git(tmpdir(), '--version')).trim();
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(said) ?? []).map(Number);
  const isEnough = major > 2 || (major === 2 && minor >= 38);
  return isEnough ? ok(said) : problem(`${said}; ATMS needs git 2.38 or newer`);
}

export async function checkConfig(home: Home, environment: Environment): Promise<Judged> {
  const { config, origins } = await loadConfig({ folder: home.repository.top, environment });
  const changed = [...origins].filter(([, origin]) => origin !== 'default').length;
  const agents = config.agents.map(({ kind, slots }) => `${kind} (${slots})`).join(', ');
  return ok(`${changed === 0 ? 'defaults' : `${changed} values set`}; agents and slots: ${agents}`);
}

export async function checkAgents(home: Home, environment: Environment): Promise<Judged> {
  const { config } = await loadConfig({ folder: home.repository.top, environment });
  const faults = await Promise.all(config.agents.map(faultOfAgent));
  const found = faults.filter((fault) => fault !== undefined);
  return found.length === 0 ? ok('every agent has what it needs') : problem(found.join('; '));
}

async function faultOfAgent(agent: AgentConfig): Promise<string | undefined> {
  if (agent.sessions === undefined || (await isFolder(agent.sessions))) return undefined;
  return `${agent.kind} has no sessions: there is no folder ${agent.sessions}`;
}

export async function checkDataDirectory({ dataDirectory }: Home): Promise<Judged> {
  if (!(await isFolder(dataDirectory))) return ok(`${dataDirectory} is made by the first run`);
  const live = await findLiveServer(dataDirectory);
  if (live !== undefined) {
    return ok(
      `${dataDirectory} is held by process ${live.pid} since ${live.startedAt}, which answers at ${live.url}`,
    );
  }
  const left = await readServerFile(dataDirectory);
  if (left === undefined) return ok(`${dataDirectory} is held by nobody`);
  return warning(
    `${dataDirectory} was left by process ${left.pid} without an end, or it does not answer; the next run takes up what it left`,
  );
}

/** Those under way have a holder; the next start removes the others. */
export async function checkWorktrees(home: Home, environment: Environment): Promise<Judged> {
  const cache = environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'atms') + sep;
  const ours = (await home.repository.listWorktrees()).filter(({ path }) =>
    path.startsWith(folder),
  );
  if (ours.length === 0) return ok('none of ours is left');
  if ((await findLiveServer(home.dataDirectory)) !== undefined) return ok(`${ours.length} in use`);
  return warning(`${ours.length} left in ${folder}; the next run removes them`);
}

const leastFreeBytes = 1024 ** 3;

export async function checkDisk(folder: string): Promise<Judged> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const said = `${(free / 1024 ** 3).toFixed(1)} GB free at ${folder}`;
  return free < leastFreeBytes
    ? warning(`${said}; each task takes a copy of the repository`)
    : ok(said);
}

/** A check that cannot be made is a problem, with its reason. */
export async function made(check: string, judge: () => Promise<Judged> | Judged): Promise<Finding> {
  try {
    return { check, ...(await judge()) };
  } catch (error) {
    return { check, state: 'problem', message: messageOf(error) };
  }
}
