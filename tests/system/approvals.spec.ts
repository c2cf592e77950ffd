/** Promise 3: nothing risky runs unasked, and a person's answer is not lost with the agent that asked. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  git,
  makeWorkplace,
  readLog,
  removeWorkplace,
  type Workplace,
} from '../faults/killed-runs.ts';
import { findBreaches } from './way-of-a-task.ts';

const atms = fileURLToPath(new URL('../../bin/atms.mjs', import.meta.url));

const plan = `
name: asking
tasks:
  - id: T1
    name: Asks before it writes
    checks: none
`;
const config = `
agents:
  - kind: scripted
    adapter: recorded
    sessions: sessions
approvals:
  auto: [read]
`;
const session = `
task: T1
attempts:
  - - say: I need the network
    - ask: { action: network, detail: fetch the list of countries }
    - edit: { path: countries.txt, find: '', replace: "all of them\\n" }
    - claim: { outcome: done, summary: written }
`;

describe('an agent that asks for what no policy grants', () => {
  let workplace: Workplace;
  const call = (...args: readonly string[]) =>
    new Promise<{ readonly exitCode: number; readonly said: string }>((resolve) => {
      const env = { ...process.env, XDG_CACHE_HOME: workplace.cache };
      const all = [atms, '-C', workplace.repository, ...args];
      execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code);
        resolve({ exitCode, said: `${stdout}${stderr}` });
      });
    });
  const run = () => call('run', join(workplace.folder, 'plan.yaml'), '--yes');
  const approvalId = (said: string) =>
    /atms(?:\.mjs)?\b.* approve (\w{26})/.exec(said)?.[1] ?? 'none';

  beforeEach(async () => {
    workplace = await makeWorkplace();
    await mkdir(join(workplace.repository, 'sessions'));
    await writeFile(join(workplace.repository, 'sessions', 'T1.yaml'), session);
    await writeFile(join(workplace.repository, 'atms.config.yaml'), config);
    await writeFile(join(workplace.folder, 'plan.yaml'), plan);
  });
  afterEach(() => removeWorkplace(workplace));

  it('waits for a person: the run ends with 4, the answer counts for the next run, and nobody is asked twice', async () => {
    const first = await run();
    expect(first.exitCode, first.said).toBe(4);
    const approved = await call('approve', approvalId(first.said));
    expect(approved.exitCode, approved.said).toBe(0);
    const second = await run();
    expect(second.exitCode, second.said).toBe(0);
    const events = await readLog(workplace);
    expect(events.filter((event) => event.type === 'approval.requested')).toHaveLength(1);
    expect(events.find((event) => event.type === 'task.retried')?.data).toMatchObject({
      cause: 'interrupted',
      counted: false,
    });
    expect(findBreaches(events)).toEqual([]);
    expect(await git(workplace.repository, 'show', 'atms/asking:countries.txt')).toBe(
      'all of them',
    );
  });

  it('is told of a denial, and does not go on with what was denied', async () => {
    const first = await run();
    const rejected = await call(
      'reject',
      approvalId(first.said),
      '--reason',
      'not on this machine',
    );
    expect(rejected.exitCode, rejected.said).toBe(0);
    const second = await run();
    expect(second.exitCode, second.said).toBe(4);
    const events = await readLog(workplace);
    expect(events.find((event) => event.type === 'approval.denied')?.data).toMatchObject({
      reason: 'not on this machine',
    });
    expect(events.some((event) => event.type === 'merge.applied')).toBe(false);
  });
});
