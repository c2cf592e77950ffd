/** A repair that is killed at any step, or that saved less than had landed: no work of a task is merged twice. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteDatabase } from '@atms/platform/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliEnd, startCli } from '../../apps/atms/src/spec-support/running-cli.ts';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { callsIn } from '../../apps/atms/src/spec-support/in-process.ts';
import { readLog } from '../faults/killed-runs.ts';

const preload = new URL('../../packages/testkit/src/killed-at-step.mjs', import.meta.url).href;

/** The first attempt of T1 fails, so that its second one lands. */
const planOf = (folder: string) => `
name: twice
checks: none
tasks:
  - id: T1
    name: Writes
    run: test -e ${folder}/tried || { touch ${folder}/tried; exit 1; }; echo one >> lines.txt
  - { id: T2, name: Writes on, dependencies: [T1], run: echo two >> lines.txt }
`;

describe('a repair', () => {
  let sandbox: Sandbox;
  let plan: string;
  const data = () => join(sandbox.repository, '.atms');
  const finished = () => join(sandbox.folder, 'finished');
  const here = (...argv: readonly string[]) => callsIn(sandbox)(...argv);
  beforeAll(async () => {
    sandbox = await makeSandbox();
    plan = await sandbox.write('plan.yaml', planOf(sandbox.folder));
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode, end.stderr).toBe(0);
    await cp(sandbox.repository, finished(), { recursive: true });
  });
  afterAll(() => sandbox.remove());

  /** As after the run, but the log cannot be read from the first event of this type on. */
  async function damagedAt(type: string): Promise<void> {
    await rm(sandbox.repository, { recursive: true });
    await cp(finished(), sandbox.repository, { recursive: true });
    const events = await readLog(sandbox);
    const position = events.find((event) => event.type === type)?.position ?? 0;
    expect(position).toBeGreaterThan(1);
    const database = openSqliteDatabase(join(data(), 'log.db'));
    database.exec(`DELETE FROM events WHERE position = ${position}`);
    database.close();
  }

  /** At its n-th change of a name; what lies in between is tried where the repair itself is tested. */
  function repairKilledAt(step: number): Promise<CliEnd> {
    const env = {
      ...process.env,
      XDG_CACHE_HOME: sandbox.cache,
      NODE_OPTIONS: `--import=${preload}`,
      KILL_AT_STEP: `${step}`,
      KILL_IN: data(),
      KILL_AT: 'renameSync',
    };
    return startCli(['doctor', '--repair'], { cwd: sandbox.repository, env }).ended;
  }

  async function expectLandedOnce(): Promise<void> {
    const trailers = await sandbox.git(
      'log',
      '--format=%(trailers:key=Atms-Task,valueonly,separator=%x2C)',
      'main..atms/twice',
    );
    const landed = trailers.trim().split('\n');
    expect(landed).toHaveLength(2);
    expect(new Set(landed).size).toBe(2);
    expect(await sandbox.git('show', 'atms/twice:lines.txt')).toBe('one\ntwo\n');
    const types = (await readLog(sandbox)).map(({ type }) => type);
    for (const type of ['merge.applied', 'task.completed', 'workflow.completed'])
      expect(types.filter((one) => one === type)).toHaveLength(type.startsWith('w') ? 1 : 2);
  }

  it.each(['task.retried', 'task.created', 'workflow.approved'])(
    'learns of what landed although the log ends before %s',
    async (type) => {
      await damagedAt(type);
      const repaired = await here('doctor', '--repair');
      expect(repaired.stdout, repaired.stderr).toContain('2 tasks had been merged');
      const end = await here('run', plan, '--yes');
      expect(end.exitCode, end.stderr).toBe(0);
      await expectLandedOnce();
    },
  );

  it('that is killed when a name is to change is finished first by the next run, or begun anew', async () => {
    const ways = { anew: 0, goesOn: 0 };
    let step = 1;
    for (; ; step++) {
      await damagedAt('task.retried');
      const killed = await repairKilledAt(step);
      if (killed.exitCode !== null) {
        expect(killed.exitCode, killed.stderr).toBe(0);
        break;
      }
      let end = await here('run', plan, '--yes');
      if (end.exitCode !== 0) {
        expect(end.stderr).toContain('doctor --repair');
        const repaired = await here('doctor', '--repair');
        expect(repaired.stdout, repaired.stderr).toContain('2 tasks had been merged');
        end = await here('run', plan, '--yes');
        ways.anew += 1;
      } else ways.goesOn += 1;
      expect(end.exitCode, `after step ${step}: ${end.stderr}`).toBe(0);
      await expectLandedOnce();
    }
    expect(ways.anew).toBeGreaterThan(0);
    expect(ways.goesOn).toBeGreaterThan(0);
  });
});
