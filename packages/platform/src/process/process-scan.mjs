/**
 * What runs on this machine and what of it is ours: shared by the guard, which must start without a TypeScript loader,
 * and by the sweep at start-up.
 *
 * Read from /proc or, where there is none (macOS), from `ps`. Two limits are the platforms': macOS hides the environment
 * of its own protected programs (/bin/sh), so there only groups and descendants find them; and a process that left its
 * session, outlived its parent and overwrote its environment can be told from a stranger nowhere.
 *
 * @typedef {object} RunningProcess one process that can still execute code; zombies are left out
 * @property {number} pid
 * @property {number} parent
 * @property {number} session   on macOS the process group, which is all that `ps` says there
 * @property {string | undefined} cookie
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The environment variable that marks everything an attempt starts: `<data directory's id>/<task>/<attempt>`. */
export const COOKIE_VARIABLE = 'ATMS_COOKIE';

const RESCAN_MS = 5;
const GIVE_UP_MS = 10_000;
const PS_ARGUMENTS = ['-A', '-E', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,command='];
const PS_OUTPUT_BYTES = 64 * 1024 * 1024;

/** @returns {Promise<RunningProcess[]>} */
export async function listProcesses() {
  return existsSync('/proc/self/stat') ? listFromProc() : await listFromPs();
}

function listFromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readFromProc);
}

/** @param {string} pid @returns {RunningProcess[]} none when it ended since it was listed */
function readFromProc(pid) {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return stat === undefined ? [] : [{ ...stat, pid: Number(pid), cookie: readCookie(pid) }];
  } catch {
    return [];
  }
}

/** @param {string} stat as in proc(5); the name in it is the process's own choice and may contain anything */
export function parseStat(stat) {
  const [state = 'X', parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZXx'.includes(state) ? undefined : { parent: Number(parent), session: Number(session) };
}

/** @param {string} pid @returns {string | undefined} also undefined when the environment is not ours to read */
function readCookie(pid) {
  try {
    const mark = `${COOKIE_VARIABLE}=`;
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return entries.find((entry) => entry.startsWith(mark))?.slice(mark.length);
  } catch {
    return undefined;
  }
}

async function listFromPs() {
  const { stdout } = await promisify(execFile)('ps', PS_ARGUMENTS, { maxBuffer: PS_OUTPUT_BYTES });
  return stdout.split('\n').flatMap(parsePsLine);
}

/** @param {string} line `pid ppid pgid stat command environment` @returns {RunningProcess[]} */
export function parsePsLine(line) {
  const [, pid, parent, group, state = 'Z', rest = ''] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/s.exec(line) ?? [];
  if (state.startsWith('Z')) return [];
  const cookie = new RegExp(`(?:^|\\s)${COOKIE_VARIABLE}=(\\S*)`).exec(rest)?.[1];
  return [{ pid: Number(pid), parent: Number(parent), session: Number(group), cookie }];
}

/** A prefix names whole path parts: `a/b` covers `a/b` and `a/b/1`, but not `a/bc`. @param {string} prefix */
export function carriesCookie(prefix) {
  if (prefix === '')
    throw new RangeError('an empty cookie would match strangers: give the data directory’s id');
  /** @param {RunningProcess} candidate */
  return ({ cookie }) => cookie === prefix || (cookie?.startsWith(`${prefix}/`) ?? false);
}

/**
 * Those that belong, and what descends from them: a child that cleared its environment is still a child. We ourselves
 * and whoever started us are never part of it, so an agent may run ATMS.
 *
 * @param {readonly RunningProcess[]} processes
 * @param {(candidate: RunningProcess) => boolean} belongs
 * @param {number} self
 * @returns {number[]}
 */
export function familyOf(processes, belongs, self = process.pid) {
  const spared = lineOf(processes, self);
  const candidates = processes.filter(({ pid }) => !spared.has(pid));
  const family = new Set(candidates.filter(belongs).map(({ pid }) => pid));
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of candidates) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

/** @param {readonly RunningProcess[]} processes @param {number} self */
function lineOf(processes, self) {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const line = new Set([self]);
  for (let pid = parents.get(self); pid !== undefined && !line.has(pid); pid = parents.get(pid))
    line.add(pid);
  return line;
}

/**
 * SIGKILL to the family, again until two looks in a row find nobody: one look can miss a process between fork and exec.
 * Gives up after ten seconds, when what is left sleeps uninterruptibly with its SIGKILL pending.
 *
 * @param {(candidate: RunningProcess) => boolean} belongs
 * @returns {Promise<number[]>} everybody who was sent the signal
 */
export async function killFamily(belongs) {
  /** @type {Set<number>} */
  const killed = new Set();
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (let quiet = 0; quiet < 2 && performance.now() < giveUpAt;) {
    const found = familyOf(await listProcesses(), belongs).filter((pid) =>
      sendSignal(pid, 'SIGKILL'),
    );
    for (const pid of found) killed.add(pid);
    quiet = found.length === 0 ? quiet + 1 : 0;
    if (quiet < 2) await pause(RESCAN_MS);
  }
  return [...killed];
}

/**
 * @param {number} target a process, or a group by its negative id
 * @param {NodeJS.Signals} signal
 * @returns {boolean} false when nobody is there or it is not ours to signal
 */
export function sendSignal(target, signal) {
  try {
    return process.kill(target, signal);
  } catch {
    return false;
  }
}
