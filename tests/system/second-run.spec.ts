/** More than one run in a repository: of the same plan, of another one, of one that has changed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { readLog } from '../faults/killed-runs.ts';
import { findBreaches } from './way-of-a-task.ts';

const done = { exitCode: 0, stderr: '' };

describe('a workflow', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox();
  });
  afterAll(() => sandbox.remove());

  const endsOf = async (name: string) => {
    const events = await readLog(sandbox);
    const ids = events.flatMap(({ type, data }) =>
      type === 'workflow.requested' && data.name === name ? [data.workflowId] : [],
    );
    const isEnd = /^workflow\.(completed|failed|cancelled)$/;
    return events.flatMap(({ type, data }) =>
      isEnd.test(type) && 'workflowId' in data && ids.includes(data.workflowId ?? '') ? [type] : [],
    );
  };

  it('can be cancelled from another terminal, and its run ends with 1 and the report', async () => {
    const plan = await sandbox.write('endless.yaml', endless);
    const running = sandbox.start('run', plan, '--yes');
    await running.said(/T1: attempt 1 started/);
    expect(await sandbox.atms('workflow', 'cancel', '--reason', 'not needed')).toMatchObject(done);
    const end = await running.ended;
    expect(end.exitCode, end.stderr).toBe(1);
    expect(end.stdout).toContain('# Endless: cancelled: not needed');
  });

  it('of another plan is carried out by the same process, and goes on when that process has done its own', async () => {
    const gate = (name: string) => join(sandbox.folder, `${name}-gate`);
    const one = await sandbox.write('one.yaml', waits('one', gate('one')));
    const other = await sandbox.write('other.yaml', waits('other', gate('other')));
    const holder = sandbox.start('run', one, '--yes');
    await holder.said(/T1: attempt 1 started/);
    const joined = sandbox.start('run', other, '--yes');
    await joined.said(/T1: attempt 1 started/);
    await writeFile(gate('one'), '');
    expect(await holder.ended).toMatchObject({ exitCode: 0 });
    await joined.said(/T1: attempt 2 started/);
    await writeFile(gate('other'), '');
    const end = await joined.ended;
    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stderr).toMatch(/Process \d+ has ended; the work goes on from here/);
    expect(await sandbox.git('show', 'atms/other:other.txt')).toBe('attempt 2\n');
    expect(findBreaches(await readLog(sandbox))).toEqual([]);
  });

  it('whose plan has another text now is continued as it was, or begun anew, as the person says', async () => {
    const plan = await sandbox.write('plan.yaml', says('one'));
    expect(await sandbox.atms('run', plan)).toMatchObject({ exitCode: 4, stdout: '' });
    await sandbox.write('plan.yaml', says('two'));
    const unclear = await sandbox.atms('run', plan, '--yes');
    expect(unclear).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unclear.stderr).toMatch(/--continue[^]*--new/);
    expect(await sandbox.atms('run', plan, '--yes', '--continue')).toMatchObject({ exitCode: 0 });
    expect(await sandbox.git('show', 'atms/says:said.txt')).toBe('one\n');

    expect(await sandbox.atms('run', plan)).toMatchObject({ exitCode: 4, stdout: '' });
    await sandbox.write('plan.yaml', says('three'));
    expect(await sandbox.atms('run', plan, '--yes', '--new')).toMatchObject({ exitCode: 0 });
    expect(await sandbox.git('show', 'atms/says:said.txt')).toBe('three\n');
    expect(await endsOf('Says')).toEqual([
      'workflow.completed',
      'workflow.cancelled',
      'workflow.completed',
    ]);
  });
});

const endless = `
name: Endless
checks: none
tasks: [{ id: T1, name: Takes too long, run: sleep 600 }]
`;

function waits(name: string, gate: string): string {
  return `
name: ${name}
checks: none
tasks:
  - id: T1
    name: Waits
    run: until [ -e ${gate} ]; do sleep 0.05; done; echo "attempt $ATMS_ATTEMPT" > ${name}.txt
`;
}

function says(word: string): string {
  return `
name: Says
checks: none
tasks: [{ id: T1, name: Says it, run: 'echo ${word} > said.txt' }]
`;
}
