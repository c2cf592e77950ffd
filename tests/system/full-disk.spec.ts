/** A disk that becomes full in the middle of a run: said, and nothing is lost or done twice once there is room. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { readLog } from '../faults/killed-runs.ts';
import { putOnSmallDisk, type SmallDisk, whyNoSmallDisk } from './small-disk.ts';

const whyNot = whyNoSmallDisk();
if (whyNot !== undefined) process.stderr.write(`A full disk is NOT tested here: ${whyNot}\n`);

describe.runIf(whyNot === undefined)('a disk that is full (where a tmpfs can be mounted)', () => {
  let sandbox: Sandbox;
  let disk: SmallDisk | undefined;
  afterEach(async () => {
    disk?.remove();
    disk = undefined;
    await sandbox.remove();
  });

  it.each([
    ['the data', ({ repository }: Sandbox) => join(repository, '.atms'), 16],
    ['the data, the repository and the worktrees', ({ folder }: Sandbox) => folder, 48],
  ])('with %s on it ends the run with 75; the same run goes on', async (_, folderOf, megabytes) => {
    sandbox = await makeSandbox();
    const folder = folderOf(sandbox);
    disk = putOnSmallDisk(folder, megabytes);
    const filler = join(folder, 'filler');
    const elsewhere = await makeSandbox();
    const flag = join(elsewhere.folder, 'filled');
    const plan = await elsewhere.write('plan.yaml', planOf({ filler, flag }));
    const run = () => sandbox.atms('run', plan, '--yes');

    for (const end of [await run(), await run()]) {
      expect(end.exitCode, end.stderr).toBe(75);
      expect(end.stderr).toMatch(/the disk is full/i);
      expect(end.stderr).toMatch(/make room/i);
      expect(end.stderr).not.toMatch(/^ +at /m);
    }
    await rm(filler);
    const before = await readLog(sandbox);
    expect(before.map(({ type }) => type)).toContain('task.started');
    const end = await run();

    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stdout).toContain('3 of 3 tasks completed');
    const files = await sandbox.git('ls-tree', '--name-only', 'atms/fills');
    expect(files).toBe('one.txt\nthree.txt\ntwo.txt\n');
    expect(await sandbox.git('rev-list', '--count', 'main..atms/fills')).toBe('3\n');
    const after = await readLog(sandbox);
    expect(after.slice(0, before.length)).toEqual(before);
    for (const type of ['merge.applied', 'task.completed'])
      expect(after.filter((event) => event.type === type)).toHaveLength(3);
    await elsewhere.remove();
  });
});

/** The second task takes all the room there is, at its first attempt. */
const planOf = ({ filler, flag }: { readonly filler: string; readonly flag: string }) => `
name: fills
checks: none
tasks:
  - { id: T1, name: Writes, run: echo 1 > one.txt }
  - id: T2
    name: Fills the disk
    dependencies: [T1]
    run: test -e ${flag} || { touch ${flag}; cat /dev/zero > ${filler}; }; echo 2 > two.txt
  - { id: T3, name: Writes on, dependencies: [T2], run: echo 3 > three.txt }
`;
