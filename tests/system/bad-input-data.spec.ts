/** A data directory that is damaged, full or not to be written: refused by name, and nothing is done twice or lost. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteDatabase } from '@atms/platform/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandLine } from '../../apps/atms/src/spec-support/command-line.ts';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { readLog } from '../faults/killed-runs.ts';

describe('a log that lost its end', () => {
  let sandbox: Sandbox;
  let plan: string;
  const path = () => join(sandbox.repository, '.atms', 'log.db');
  const look = (...argv: readonly string[]) => createCommandLine(sandbox.repository)(...argv);
  const run = () => sandbox.atms('run', plan, '--yes');
  beforeAll(async () => {
    sandbox = await makeSandbox();
    plan = await sandbox.write('plan.yaml', twoTasks);
    const end = await run();
    expect(end.exitCode, end.stderr).toBe(0);
  });
  afterAll(() => sandbox.remove());

  it('is refused, repaired, and the same run does and merges nothing twice', async () => {
    const events = await readLog(sandbox);
    // The first merge is under way there, and the second task is not known to have begun.
    const readable = (events.find(({ type }) => type === 'task.accepted')?.position ?? 0) - 1;
    await remove(path(), readable + 1);

    const refused = await look('status');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(`1 to ${readable} can be read`);
    expect(refused.stderr).toContain('doctor --repair');
    const repaired = await look('doctor', '--repair');
    expect(repaired.stdout).toContain(`A new log with ${readable} events`);
    expect(repaired.stdout).toContain('2 tasks had been merged');
    const end = await run();

    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stdout).toContain('2 of 2 tasks completed');
    expect(await sandbox.git('show', 'atms/twice:lines.txt')).toBe('one\ntwo\n');
    expect(await sandbox.git('rev-list', '--count', 'main..atms/twice')).toBe('2\n');
    const types = (await readLog(sandbox)).map(({ type }) => type);
    for (const type of ['merge.applied', 'task.completed'])
      expect(types.filter((one) => one === type)).toHaveLength(2);
  });

  it('is what doctor reports, and read models that are damaged are made anew', async () => {
    const readModels = join(sandbox.repository, '.atms', 'read.db');
    overwriteAfterHeader(readModels);
    const status = await look('status');
    expect(status).toMatchObject({ exitCode: 0 });
    expect(status.stdout).toContain('2 of 2 tasks completed');
    await remove(path(), 9);
    const doctor = await look('doctor');
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/x +log .*1 to 8 can be read/);
  });
});

async function remove(path: string, position: number): Promise<void> {
  const database = openSqliteDatabase(path);
  database.exec(`DELETE FROM events WHERE position = ${position}`);
  database.close();
}

function overwriteAfterHeader(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(40_000, 0xa5), 0, 40_000, 4_096);
  closeSync(file);
}

describe('a data directory', () => {
  it('that a newer ATMS wrote is refused with 69, by both formats, and not repaired', async () => {
    const sandbox = await makeSandbox();
    const data = join(sandbox.repository, '.atms');
    await mkdir(data);
    const database = openSqliteDatabase(join(data, 'log.db'));
    database.exec('PRAGMA user_version = 9');
    database.close();
    for (const command of [['status'], ['doctor', '--repair']]) {
      const end = await createCommandLine(sandbox.repository)(...command);
      expect(end.exitCode).toBe(69);
      expect(end.stderr).toContain('has format 9, this ATMS reads up to 1');
    }
    await sandbox.remove();
  });

  it('may be a link to a folder, and says why when it is no folder', async () => {
    const sandbox = await makeSandbox();
    const plan = await sandbox.write('plan.yaml', twoTasks);
    const data = join(sandbox.repository, '.atms');
    await writeFile(data, 'a file');
    const refused = await sandbox.atms('run', plan, '--yes');
    expect(refused.exitCode).toBe(69);
    expect(refused.stderr).toContain(`${data} cannot be used: `);
    await rm(data);
    await mkdir(join(sandbox.folder, 'elsewhere'));
    await symlink(join(sandbox.folder, 'elsewhere'), data);
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode, end.stderr).toBe(0);
    expect(await sandbox.git('show', 'atms/twice:lines.txt')).toBe('one\ntwo\n');
    await sandbox.remove();
  });
});

const twoTasks = `
name: twice
checks: none
tasks:
  - { id: T1, name: Writes, run: echo one >> lines.txt }
  - { id: T2, name: Writes on, dependencies: [T1], run: echo two >> lines.txt }
`;
