// What the steps of a recorded session do to the world. All but the run and the hostile ones stay in the workspace.

import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { applyEdit, EditRefused } from './recorded-edit.mjs';
import { StepFailed } from './recorded-values.mjs';

/**
 * What an act may use.
 * @typedef {object} Agent
 * @property {(message: Readonly<Record<string, unknown>>) => void} tell writes one message on stdout
 * @property {(action: string, detail: string) => Promise<Answer>} ask asks for an approval and waits for the answer
 * @property {(milliseconds: number) => number} scale a wait at the session's speed
 */

/** @typedef {{ granted: boolean, reason?: string }} Answer */

/** @typedef {{ outcome: "done" | "failed", summary: string }} Claim */

/**
 * Does one step. A claim ends the session.
 * @typedef {(agent: Agent) => Promise<Claim | void>} Act
 */

/**
 * @param {import('./recorded-edit.mjs').Edit} edit
 * @returns {string} what was done, for people
 */
export function editFile(edit) {
  const file = inWorkspace(edit.path);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const after = applyEdit(before, edit);
  if (after === undefined) return `${edit.path}: already done`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, after);
  return before === undefined ? `created ${edit.path}` : `edited ${edit.path}`;
}

/**
 * @param {string} path
 * @returns {string} the file's absolute path
 * @throws {EditRefused} when it lies outside, also by way of a symbolic link
 */
function inWorkspace(path) {
  const root = realpathSync(process.cwd());
  const file = resolve(root, path);
  let nearest = file;
  while (lstatSync(nearest, { throwIfNoEntry: false }) === undefined) nearest = dirname(nearest);
  const way = relative(root, realpathSync(nearest));
  if (isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) {
    throw new EditRefused(path, 'lies outside the workspace');
  }
  return file;
}

/**
 * Passes the command's output on, line by line.
 * @param {Agent} agent
 * @param {string} command
 * @param {boolean} must whether its failure ends the session
 */
export async function run(agent, command, must) {
  agent.tell({ type: 'output', text: `$ ${command}` });
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) =>
      agent.tell({ type: 'output', text: line }),
    );
  }
  const code = await ended(child);
  if (code === 0) return;
  agent.tell({ type: 'output', text: `ended with ${code}` });
  if (must) throw new StepFailed(`"${command}" had to succeed and ended with ${code}`);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number | string>} the exit code, or the signal
 */
function ended(child) {
  return new Promise((settle) => {
    child.once('close', (code, signal) => settle(code ?? signal ?? 'nothing'));
  });
}

/**
 * @param {Agent} agent
 * @param {{ action: string, detail: string }} request
 * @returns {Promise<Claim | void>} a denied request ends the session: there is nothing honest left to do
 */
export async function ask(agent, { action, detail }) {
  const { granted, reason = 'no reason given' } = await agent.ask(action, detail);
  if (!granted) {
    return { outcome: 'failed', summary: `${action} was denied (${detail}): ${reason}` };
  }
  agent.tell({ type: 'output', text: `granted: ${action}` });
}

/**
 * A process outside the group, which outlives this one unless somebody looks for it.
 * @returns {number} its id
 */
export function startDaemon() {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  child.unref();
  if (child.pid === undefined) throw new StepFailed('the daemon did not start');
  return child.pid;
}

/** @param {string} ref */
export function moveRef(ref) {
  const commit = git(
    'commit-tree',
    'HEAD^{tree}',
    '-p',
    'HEAD',
    '-m',
    'A commit that nobody asked for',
  );
  git('update-ref', ref, commit);
  return commit;
}

/** @param {string} name */
export function writeHook(name) {
  const folder = git('rev-parse', '--git-path', 'hooks');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\nexit 0\n');
  chmodSync(file, 0o755);
  return file;
}

/** @param {string[]} args */
function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

/**
 * Not even an empty event loop ends it.
 * @returns {Promise<never>}
 */
export function forever() {
  setInterval(() => {}, 2 ** 30);
  return new Promise(() => {});
}
