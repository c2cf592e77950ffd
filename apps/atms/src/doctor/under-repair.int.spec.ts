/** What `doctor` says, and leaves alone, while somebody repairs the log. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockLog, openLogDatabase, openSqliteDatabase } from '@atms/platform/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandLine } from '../spec-support/command-line.ts';
import { makeSandbox, type Sandbox } from '../spec-support/cli.ts';

describe('a log that is under repair', () => {
  let sandbox: Sandbox;
  const data = () => join(sandbox.repository, '.atms');
  const doctor = (...flags: readonly string[]) =>
    createCommandLine(sandbox.repository)('doctor', ...flags);

  beforeAll(async () => {
    sandbox = await makeSandbox();
    await mkdir(data());
    const onFatal = (error: unknown) => expect.unreachable(String(error));
    openLogDatabase(join(data(), 'log.db'), { onFatal }).close();
  });
  afterAll(() => sandbox.remove());

  it('is not examined, and not repaired a second time', async () => {
    const lock = lockLog(data());
    try {
      const examined = await doctor();
      expect(examined.exitCode).toBe(1);
      expect(examined.stdout).toMatch(/x +log .*is being repaired/);
      const repaired = await doctor('--repair');
      expect(repaired).toMatchObject({ exitCode: 75, stdout: '' });
      expect(repaired.stderr).toContain('is being repaired');
    } finally {
      lock.release();
    }
    expect((await doctor()).stdout).toMatch(/ok +log .*is whole: 0 events/);
  });

  it('is told from one that needs a repair: that is decided under the lock', async () => {
    const file = openSqliteDatabase(join(data(), 'log.db'));
    file.exec('DROP TABLE events');
    file.close();
    expect((await doctor('--repair')).stdout).toContain('A new log with 0 events');
    expect((await doctor('--repair')).stdout).toContain('There is nothing to repair');
  });

  it.runIf(process.platform === 'linux')('has the process named that repairs it', async () => {
    const lock = lockLog(data());
    const { stdout } = await doctor();
    lock.release();
    expect(stdout).toContain(`is being repaired by process ${process.pid}`);
  });
});
