/**
 * Preloaded into a process: ends it by SIGKILL right before its n-th act on the names of a folder, or sync of a file.
 * n is `KILL_AT_STEP`, the folder `KILL_IN`, the functions that count `KILL_AT`. What SQLite does does not count.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const last = Number(process.env['KILL_AT_STEP']);
const folder = process.env['KILL_IN'] ?? '';
let step = 0;

/** @param {unknown} path */
const concerns = (path) => typeof path === 'number' || String(path).startsWith(folder);

const acts = process.env['KILL_AT'] ?? 'mkdtempSync renameSync linkSync rmSync fsyncSync';

for (const name of acts.split(' ')) {
  /** @type {unknown} */
  const act = Reflect.get(fs, name);
  if (typeof act !== 'function') throw new Error(`There is no fs.${name}`);
  /** @param {unknown[]} args */
  const counted = (...args) => {
    if (concerns(args[0])) step += 1;
    if (step === last) process.kill(process.pid, 'SIGKILL');
    /** @type {unknown} */
    const result = Reflect.apply(act, fs, args);
    return result;
  };
  Reflect.set(fs, name, counted);
}
syncBuiltinESMExports();
