import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { underLock } from './install-lock.mjs';

let home: string;
let lock: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'atms-lock-'));
  lock = join(home, 'install', 'lock');
});
afterEach(() => rmSync(home, { recursive: true }));

const nobodyWaits = (owner: { pids: number[] }) =>
  expect.fail(`${owner.pids.join()} is in the way`);

function leaveBehind(owner: { host: string; pids: number[] }): void {
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, 'old'), JSON.stringify({ token: 'old', ...owner }));
}

async function deadPid(): Promise<number> {
  const child = spawn('true', { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? expect.fail('no process');
}

describe('the lock on the installation', () => {
  it('lets one in at a time, and each of them once', async () => {
    let inside = 0;
    const order: number[] = [];
    const enter = (name: number) => async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
      inside -= 1;
    };
    const names = [1, 2, 3, 4, 5];
    await Promise.all(
      names.map((name) => underLock(lock, { waits: () => undefined, act: enter(name) })),
    );
    expect(order).toHaveLength(names.length);
    expect(new Set(order)).toEqual(new Set(names));
    expect(existsSync(dirname(lock))).toBe(false);
  });

  it('is given back when the act fails', async () => {
    const failing = underLock(lock, {
      waits: nobodyWaits,
      act: () => Promise.reject(new Error('broken')),
    });
    await expect(failing).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken from a holder that is dead', async () => {
    leaveBehind({ host: hostname(), pids: [await deadPid()] });
    const result = await underLock(lock, { waits: nobodyWaits, act: () => Promise.resolve('in') });
    expect(result).toBe('in');
  });

  it('is not taken from an installer that outlives the one who started it', async () => {
    const installer = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    leaveBehind({ host: hostname(), pids: [await deadPid(), installer.pid ?? 0] });
    let waited = false;
    const waits = () => {
      waited = true;
      installer.stdin.end();
    };
    await underLock(lock, { waits, act: () => Promise.resolve() });
    expect(waited).toBe(true);
  });

  it('is not taken from another machine that was heard of lately', async () => {
    leaveBehind({ host: 'another', pids: [await deadPid()] });
    let waited = false;
    const waits = () => {
      waited = true;
      rmSync(join(lock, 'old'));
    };
    await underLock(lock, { waits, act: () => Promise.resolve() });
    expect(waited).toBe(true);
  });

  it('names the processes that hold it', async () => {
    await underLock(lock, {
      waits: nobodyWaits,
      act: async (holds) => {
        await holds(4711);
        const files = readdirSync(lock);
        expect(files).toHaveLength(1);
        const owner: unknown = JSON.parse(readFileSync(join(lock, files[0] ?? ''), 'utf8'));
        expect(owner).toMatchObject({ host: hostname(), pids: [process.pid, 4711] });
      },
    });
  });
});
