/** Nothing that an agent has started survives the death of ATMS, and what it did to the repository is found afterwards. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findByCookie } from '@atms/platform/process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSandbox, patience, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { nothing, readLeftOver, readLog } from '../faults/killed-runs.ts';
import { daemon } from './hostile-plan.ts';
import { findBreaches } from './way-of-a-task.ts';

describe('an agent whose ATMS is killed', () => {
  let sandbox: Sandbox;
  const at = (...path: readonly string[]) => join(sandbox.repository, ...path);
  beforeAll(async () => {
    sandbox = await makeSandbox();
  });
  afterAll(() => sandbox.remove());

  it('dies with it, its daemon too, and what it did to the repository is undone by the next start', async () => {
    const pid = join(sandbox.folder, 'daemon.pid');
    const plan = await sandbox.write('plan.yaml', killedPlan(pid));
    const begin = await sandbox.git('rev-parse', 'main');
    const killed = sandbox.start('run', plan, '--yes');
    await vi.waitFor(async () => {
      expect(await sandbox.git('rev-parse', 'main')).not.toBe(begin);
    }, patience);
    const id = (await readFile(at('.atms', 'id'), 'utf8')).trim();
    expect(await findByCookie(id)).toContain(Number(await readFile(pid, 'utf8')));
    killed.kill('SIGKILL');
    await killed.ended;
    await vi.waitFor(async () => expect(await findByCookie(id)).toEqual([]), patience);

    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode, end.stderr).toBe(0);
    expect(await sandbox.git('rev-parse', 'main')).toBe(begin);
    expect(await sandbox.git('for-each-ref', '--format=%(subject)', 'refs/atms/undone')).toBe(
      'Mine\n',
    );
    const events = await readLog(sandbox);
    expect(findBreaches(events)).toEqual([]);
    expect(await readLeftOver(sandbox, events)).toEqual(nothing);
  });
});

function killedPlan(pidFile: string): string {
  return `
name: killed
checks: none
tasks:
  - id: T1
    name: Begins badly
    run: |
      if [ "$ATMS_ATTEMPT" = 1 ]; then
        ${daemon(pidFile)}
        git commit --quiet --allow-empty --message Mine; git update-ref refs/heads/main HEAD; sleep 600
      fi
      echo done > done.txt
`;
}
