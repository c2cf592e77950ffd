import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { findByCookie, killByCookie } from './cookie-sweep.ts';
import { isAlive, programCommand, until } from './fixtures/live.ts';
import { COOKIE_VARIABLE } from './process-scan.mjs';

const SWEEPER = new URL('fixtures/sweeper.ts', import.meta.url);
const dataDir = `sweep-${process.pid}`;
const started: ChildProcess[] = [];

afterEach(() => {
  started.splice(0).forEach((child) => child.kill('SIGKILL'));
});

async function startWithCookie(cookie: string): Promise<number> {
  const env = { ...process.env, [COOKIE_VARIABLE]: cookie };
  const child = spawn('sleep', ['120'], { env, stdio: 'ignore' });
  started.push(child);
  await until(async () => (await findByCookie(cookie)).includes(child.pid ?? 0));
  return child.pid ?? 0;
}

describe('the sweep by cookie', () => {
  it('finds a cookie whole or below a prefix, and none that only begins alike', async () => {
    const first = await startWithCookie(`${dataDir}/T1/1`);
    const second = await startWithCookie(`${dataDir}/T1/12`);
    const stranger = await startWithCookie(`${dataDir}-other/T1/1`);
    expect(new Set(await findByCookie(dataDir))).toEqual(new Set([first, second]));
    expect(await findByCookie(`${dataDir}/T1/1`)).toEqual([first]);
    expect(await findByCookie(`${dataDir}/T`)).toEqual([]);
    expect(await findByCookie(`${dataDir}-other`)).toEqual([stranger]);
  });

  it('kills what it finds, says which, and leaves the others alone', async () => {
    const ours = await startWithCookie(`${dataDir}/T1/1`);
    const stranger = await startWithCookie(`${dataDir}-other/T1/1`);
    expect(await killByCookie(dataDir)).toEqual([ours]);
    expect(await isAlive(ours)).toBe(false);
    expect(await isAlive(stranger)).toBe(true);
    expect(await killByCookie(dataDir)).toEqual([]);
  });

  it('spares the process that sweeps and those that started it', async () => {
    const sibling = await startWithCookie(`${dataDir}/T1/1`);
    const env = { ...process.env, [COOKIE_VARIABLE]: `${dataDir}/T1/1` };
    const script = '"$@"; echo "the shell lives"';
    const args = ['-c', script, 'sh', ...programCommand(SWEEPER, dataDir)];
    const shell = spawn('sh', args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [killed = '', ...rest] = (await text(shell.stdout)).split('\n');
    expect(killed).toContain(String(sibling));
    expect(rest).toEqual(['the shell lives', '']);
  });

  it('refuses an empty prefix, which would match strangers', async () => {
    await expect(findByCookie('')).rejects.toThrow(RangeError);
    await expect(killByCookie('')).rejects.toThrow(RangeError);
  });
});
