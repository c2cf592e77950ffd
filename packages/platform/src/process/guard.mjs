/**
 * The guard: one small process per agent or gate, between ATMS and the command.
 *
 * It owns the command's life and nothing else: output flows past it, time and output limits are its owner's.
 * Plain JavaScript without dependencies, so that it starts without a loader.
 *
 * 1. When the control socket (fd 3) closes, by whatever death of the owner, everything is killed at once.
 * 2. `ended` is reported only when nothing is alive that is of the command's session, carries its cookie, writes to its
 *    output, or descends from such.
 * 3. The guard carries no cookie and ignores the terminal's signals: it is the last to go.
 *
 * Orders in: `{"start":{command,cwd,env,cookie}}` `{"kill":{graceMs}}`.
 * Reports out: `{"started":pid}` or `{"failed":why}`; `{"exited":{exitCode,signal}}`, `{"ended":{exitCode,signal}}`.
 *
 * @typedef {{ command: [string, ...string[]], cwd: string, env: Record<string, string>, cookie: string }} Start
 * @typedef {{ start?: Start, kill?: { graceMs: number } }} Order
 */
import { spawn } from 'node:child_process';
import { fstatSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { onEachMessage } from './ndjson.mjs';
import { carriesCookie, killFamily, sendSignal } from './process-scan.mjs';

const CONTROL_FD = 3;
const OUTPUT_FDS = [1, 2];

const outputs = OUTPUT_FDS.map((fd) => fstatSync(fd));

/** @type {{ pid: number, cookie: string } | undefined} */
let main;
let leaving = false;

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
process.on('uncaughtException', () => void abandon());

const control = new Socket({ fd: CONTROL_FD, readable: true, writable: true });
control.on('error', () => {});
control.on('close', () => void abandon());
onEachMessage(control, (message) => follow(/** @type {Order} */ (message)));

/** @param {Order} order */
function follow(order) {
  if (order.start) start(order.start);
  if (order.kill) kill(order.kill.graceMs);
}

/** @param {Start} order */
function start(order) {
  const { command, cwd, env, cookie } = order;
  const [file, ...args] = command;
  try {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: 'inherit' });
    child.on('error', (error) => leave({ failed: whyNotStarted(error, order) }));
    child.on('exit', (exitCode, signal) => void finish({ exitCode, signal }));
    if (child.pid === undefined) return;
    main = { pid: child.pid, cookie };
    report({ started: child.pid });
  } catch (error) {
    leave({ failed: whyNotStarted(error, order) });
  }
}

/** @param {unknown} error @param {Start} order */
function whyNotStarted(error, { command, cwd }) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const attempt = `cannot start ${JSON.stringify(command[0])} in ${cwd}`;
  if (!isFolder(cwd)) return `${attempt}: that folder does not exist`;
  if (code === 'ENOENT')
    return `${attempt}: there is no such command, or its interpreter is missing`;
  if (code === 'EACCES')
    return `${attempt}: it is not an executable file, or may not be run by this user`;
  if (code === 'E2BIG') return `${attempt}: its arguments and environment are too long`;
  return `${attempt}: ${error instanceof Error ? error.message : String(error)}`;
}

/** @param {string} path */
function isFolder(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** @param {number} graceMs */
function kill(graceMs) {
  if (main === undefined) return;
  const { pid } = main;
  sendSignal(-pid, graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
  if (graceMs > 0) setTimeout(() => sendSignal(-pid, 'SIGKILL'), graceMs);
}

/** @param {{ exitCode: number | null, signal: string | null }} end */
async function finish(end) {
  report({ exited: end });
  await sweep();
  leave({ ended: end });
}

/** The owner is gone, or we are broken: nobody is left to report to. */
async function abandon() {
  try {
    if (!leaving) await sweep();
  } finally {
    process.exit();
  }
}

async function sweep() {
  if (main === undefined) return;
  const { pid, cookie } = main;
  // The group goes first and at once: a signal to a group, unlike a look at /proc, cannot miss a fork.
  sendSignal(-pid, 'SIGKILL');
  const carries = carriesCookie(cookie);
  await killFamily(
    (candidate) => candidate.session === pid || carries(candidate) || writesToOutput(candidate.pid),
  );
}

/** Finds who cleared its environment and left the session, as long as it still talks to us. @param {number} pid */
function writesToOutput(pid) {
  return OUTPUT_FDS.some((fd) => {
    try {
      const { dev, ino } = statSync(`/proc/${pid}/fd/${fd}`);
      return outputs.some((output) => output.ino === ino && output.dev === dev);
    } catch {
      return false;
    }
  });
}

/** @param {object} message */
function report(message) {
  control.write(`${JSON.stringify(message)}\n`);
}

/** @param {object} lastWord */
function leave(lastWord) {
  leaving = true;
  control.end(`${JSON.stringify(lastWord)}\n`, () => process.exit());
}
