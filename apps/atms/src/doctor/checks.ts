import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { messageOf } from '@atms/eventsourcing';
import { loadConfig } from '@atms/platform/config';
import type { AgentConfig } from '@atms/platform/config';
import { logLockFile } from '@atms/platform/embedded';
import { findLiveServer, readServerFile } from '@atms/platform/http';
import { cacheFolder } from '@atms/platform/workspace';
import type { Home } from '../data-directory.ts';
import { isFolder } from '../data-directory.ts';
import { git } from '../git.ts';
import { count } from '../render/count.ts';
import { ok, problem, warning } from './finding.ts';
import type { Environment, Finding, Judged } from './finding.ts';
import { lockHolder } from './lock-holder.ts';
import { hasCommand } from './machine-checks.ts';

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
  return ok(
    `${changed === 0 ? 'defaults' : `${count(changed, 'value')} set`}; agents and slots: ${agents}`,
  );
}

export async function checkAgents(home: Home, environment: Environment): Promise<Judged> {
  const { config } = await loadConfig({ folder: home.repository.top, environment });
  const faults = await Promise.all(config.agents.map((agent) => faultOfAgent(agent, environment)));
  const found = faults.filter((fault) => fault !== undefined);
  return found.length === 0 ? ok('every agent has what it needs') : problem(found.join('; '));
}

/** What each adapter starts; a recorded session is played by Node itself. */
const commandOf: { readonly [adapter in AgentConfig['adapter']]?: string } = { shell: 'sh' };

async function faultOfAgent(
  { kind, adapter, sessions }: AgentConfig,
  environment: Environment,
): Promise<string | undefined> {
  const command = commandOf[adapter];
  if (command !== undefined && !(await hasCommand(command, environment)))
    return `${kind} needs the command ${command}, which is not on the PATH`;
  if (sessions === undefined || (await isFolder(sessions))) return undefined;
  return `${kind} has no sessions: there is no folder ${sessions}`;
}

export async function checkDataDirectory({ dataDirectory }: Home): Promise<Judged> {
  if (!(await isFolder(dataDirectory))) return ok(`${dataDirectory} is made by the first run`);
  const live = await findLiveServer(dataDirectory);
  if (live !== undefined) {
    return ok(
      `${dataDirectory} is held by process ${live.pid} since ${live.startedAt}, which answers at ${live.url}`,
    );
  }
  const pid = await lockHolder(join(dataDirectory, 'log.db'));
  if (pid !== undefined) {
    return warning(
      `${dataDirectory} is held by process ${pid}, which does not answer; wait for it or end it`,
    );
  }
  const repairs = await lockHolder(join(dataDirectory, logLockFile));
  if (repairs !== undefined)
    return warning(
      `the log in ${dataDirectory} is being repaired by process ${repairs}; wait for it`,
    );
  const left = await readServerFile(dataDirectory);
  if (left === undefined) return ok(`${dataDirectory} is held by nobody`);
  return warning(
    `server.json in ${dataDirectory} is stale: process ${left.pid} left without an end; the next run takes up what it left`,
  );
}

/** Those under way have a holder; the next start removes the others. */
export async function checkWorktrees(home: Home, environment: Environment): Promise<Judged> {
  const folder = cacheFolder(environment) + sep;
  const ours = (await home.repository.listWorktrees()).filter(({ path }) =>
    path.startsWith(folder),
  );
  if (ours.length === 0) return ok('none of ours is left');
  if ((await findLiveServer(home.dataDirectory)) !== undefined) return ok(`${ours.length} in use`);
  return warning(`${ours.length} left in ${folder}; the next run removes them`);
}

/** A check that cannot be made is a problem, with its reason. */
export async function made(check: string, judge: () => Promise<Judged> | Judged): Promise<Finding> {
  try {
    return { check, ...(await judge()) };
  } catch (error) {
    return { check, state: 'problem', message: messageOf(error) };
  }
}
