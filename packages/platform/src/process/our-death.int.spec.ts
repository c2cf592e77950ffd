import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findByCookie, killByCookie } from './cookie-sweep.ts';
import { isAlive, parentOf, pidIn, programCommand, until } from './fixtures/live.ts';

const OWNER = new URL('fixtures/owner.ts', import.meta.url);

describe('promise: nothing survives our death', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'owner-'));
  });

  afterEach(async () => {
    await killByCookie(folder);
    rmSync(folder, { recursive: true });
  });

  async function startOwner() {
    const [node, ...args] = programCommand(OWNER, folder, folder);
    const owner = spawn(node, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
    const names = ['main', 'child', 'daemon', 'second', 'bystander'];
    const pids = await Promise.all(names.map((name) => pidIn(join(folder, name))));
    const bystander = pids.pop() ?? 0;
    const guards = await Promise.all([parentOf(pids[0]), parentOf(pids[3])]);
    return { owner, bystander, family: [...pids, ...guards] };
  }

  const noneAlive = async (pids: readonly (number | undefined)[]) =>
    !(await Promise.all(pids.map(isAlive))).includes(true);

  const deaths = {
    'SIGKILL to us': (pid: number) => process.kill(pid, 'SIGKILL'),
    'SIGTERM to us': (pid: number) => process.kill(pid, 'SIGTERM'),
    'SIGKILL to our whole process group': (pid: number) => process.kill(-pid, 'SIGKILL'),
  };

  for (const [death, kill] of Object.entries(deaths)) {
    it(`after ${death}, commands, children, daemons and guards die, and nobody else`, async () => {
      const { owner, bystander, family } = await startOwner();
      expect(await findByCookie(folder)).toEqual(expect.arrayContaining(family.slice(0, 4)));
      const gone = once(owner, 'exit');
      kill(Number(owner.pid));
      await gone;
      await until(() => noneAlive(family));
      expect(await isAlive(bystander)).toBe(true);
      process.kill(bystander, 'SIGKILL');
    });
  }

  it('when our guards die with us, the next start finds and kills what is left', async () => {
    const { owner, bystander, family } = await startOwner();
    const [main = 0, child = 0, daemon = 0, second = 0, ...guards] = family;
    const gone = once(owner, 'exit');
    for (const guard of guards) process.kill(Number(guard), 'SIGSTOP');
    owner.kill('SIGKILL');
    await gone;
    for (const guard of guards) process.kill(Number(guard), 'SIGKILL');
    process.kill(bystander, 'SIGKILL');
    expect(await killByCookie(folder)).toEqual(
      expect.arrayContaining([main, child, daemon, second]),
    );
    expect(await noneAlive(family)).toBe(true);
    expect(await killByCookie(folder)).toEqual([]);
  });
});
