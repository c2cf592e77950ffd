// Brings `node_modules` to what `pnpm-lock.yaml` says. Used by the `atms` command and by `npm test`: there is no
// installation step, neither after a clone nor after a pull that changed the lockfile.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './environment.mjs';
import { underLock } from './install-lock.mjs';

const command = [
  'npx',
  '-y',
  'pnpm@12',
  'install',
  '--frozen-lockfile',
  '--config.confirmModulesPurge=false',
];

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** The dependencies are not there and could not be installed. The message says why and what to do. */
export class InstallFailed extends Error {
  code = 'install-failed';
}

/**
 * Installs when what is installed is not what the lockfile names; all output goes to stderr and nothing is asked.
 * @param {{ root?: string }} [where] the folder of `pnpm-lock.yaml`; left out: this repository
 * @returns {Promise<boolean>} whether something was installed by this call
 * @throws {InstallFailed}
 */
export async function installWhenNeeded({ root = repository } = {}) {
  if (await isInstalled(root)) return false;
  try {
    return await underLock(join(root, '.atms-install', 'lock'), {
      waits: ({ pids }) =>
        say(`process ${pids.join(', ')} installs the dependencies, waiting for it`),
      act: (holds) => installUnlessDone(root, holds),
    });
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw failure(
      root,
      `${error.message}: make ${root} writable, or clone into a folder that is`,
      error,
    );
  }
}

/**
 * @param {string} root
 * @param {(pid: number) => Promise<void>} holds
 */
async function installUnlessDone(root, holds) {
  if (await isInstalled(root)) return false;
  say('installing the dependencies, because what is installed is not what pnpm-lock.yaml names');
  await runInstaller(root, holds);
  await remember(root);
  return true;
}

/**
 * Whether what is installed at this root is what the lockfile names.
 *
 * pnpm copies the lockfile to `node_modules/.pnpm/lock.yaml` when it is done. Where it writes another copy (packages
 * left out on this platform, another place by the user's configuration), our own note says what it was made from.
 * @param {string} root
 */
export async function isInstalled(root) {
  const [wanted, installed, noted] = await Promise.all([
    hash(join(root, 'pnpm-lock.yaml')),
    hash(installedLock(root)),
    readFile(note(root), 'utf8').catch(() => ''),
  ]);
  return wanted === installed || noted === `${wanted} ${installed}`;
}

/** @param {string} root */
async function remember(root) {
  await writeFile(
    note(root),
    `${await hash(join(root, 'pnpm-lock.yaml'))} ${await hash(installedLock(root))}`,
  );
}

/**
 * @param {string} root
 * @param {(pid: number) => Promise<void>} holds
 */
async function runInstaller(root, holds) {
  const [program = '', ...args] = command;
  const installer = spawn(program, args, {
    cwd: root,
    env: childEnvironment(),
    stdio: ['ignore', 2, 2],
  });
  const ended = endOf(installer);
  // A failure to start is reported below; until then the lock's file is written.
  ended.catch(() => undefined);
  if (installer.pid !== undefined) await holds(installer.pid);
  const code = await ended.catch((cause) => failToStart(root, cause));
  if (code !== 0)
    throw failure(root, `the installer ended with ${code}; its output above says why`);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | string>} exit code or the signal that killed it
 */
function endOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'nothing known'));
  });
}

/**
 * @param {string} root
 * @param {unknown} cause
 * @returns {never}
 */
function failToStart(root, cause) {
  const reason = `npx could not be started (${String(cause)}): it is part of npm and has to be on the PATH`;
  throw failure(root, reason, cause);
}

/**
 * @param {string} root
 * @param {string} reason
 * @param {unknown} [cause]
 */
function failure(root, reason, cause) {
  const byHand = `cd ${root} && ${command.join(' ')}`;
  return new InstallFailed(
    `the dependencies are not installed: ${reason}. Put that right and start again. Behind a proxy, or with a registry of your own, ` +
      `npm's configuration says where it is. By hand: ${byHand}`,
    { cause },
  );
}

/** @param {string} root */
function installedLock(root) {
  return join(root, 'node_modules', '.pnpm', 'lock.yaml');
}

/** @param {string} root */
function note(root) {
  return join(root, 'node_modules', '.atms-installed');
}

/**
 * @param {string} file
 * @returns {Promise<string>} `missing` for a file that is not there
 */
async function hash(file) {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined ? 'missing' : createHash('sha256').update(content).digest('hex');
}

/**
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
function isFileError(error) {
  return error instanceof Error && 'syscall' in error;
}

/** @param {string} message */
function say(message) {
  process.stderr.write(`atms: ${message}\n`);
}
