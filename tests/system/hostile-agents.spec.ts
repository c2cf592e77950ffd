/** What agents do beside their work is undone and refused, nothing that they start outlives them, and a person can see it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findByCookie } from '@atms/platform/process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSandbox, patience, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import type { CliEnd } from '../../apps/atms/src/spec-support/running-cli.ts';
import { nothing, readLeftOver, readLog } from '../faults/killed-runs.ts';
import { hostilePlan, mark } from './hostile-plan.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

const impatient = `
agents: [{ kind: shell, adapter: shell, slots: 3 }]
retries: { sameAgent: 1, anotherAgent: 0, backoff: 10ms }
outputLimit: 64KB
`;

describe('agents that do what no agent may do', () => {
  let sandbox: Sandbox;
  let end: CliEnd;
  let events: readonly LoggedEvent[];
  let report: CliEnd;
  let users: string;
  let afterDaemon: readonly number[];
  const at = (...path: readonly string[]) => join(sandbox.repository, ...path);
  const sign = (name: string) => join(sandbox.folder, name);
  const of = (planTaskId: string) => {
    const created = events.find(
      (event) => event.type === 'task.created' && event.data.planTaskId === planTaskId,
    );
    const taskId = created?.type === 'task.created' ? created.data.taskId : 'none';
    return events.filter((event) => 'taskId' in event.data && event.data.taskId === taskId);
  };
  const firstOf = (planTaskId: string) =>
    of(planTaskId).find((event) => event.type === 'task.executed')?.data;
  const refs = async (prefix: string) =>
    (await sandbox.git('for-each-ref', '--format=%(refname) %(subject)', prefix))
      .trim()
      .split('\n');

  beforeAll(async () => {
    sandbox = await makeSandbox();
    await writeFile(at('atms.config.yaml'), impatient);
    await sandbox.git('branch', 'other');
    const plan = await sandbox.write('plan.yaml', hostilePlan(sandbox.folder));
    const running = sandbox.start('run', plan, '--yes');
    await running.said(/leaves-daemon: attempt 1 ended/);
    afterDaemon = await findByCookie((await readFile(at('.atms', 'id'), 'utf8')).trim());
    await vi.waitFor(() => readFile(sign('other-moved')), patience);
    await sandbox.git('commit', '--quiet', '--allow-empty', '--message=The user was here');
    users = await sandbox.git('rev-parse', 'main');
    await writeFile(sign('user-was-there'), '');
    end = await running.ended;
    report = await sandbox.atms('workflow', 'report');
    events = await readLog(sandbox);
  });
  afterAll(() => sandbox.remove());

  it('do their work at the second attempt, but for the one that never learns, which waits for a person', () => {
    expect(end.exitCode, end.stderr).toBe(4);
    const ends = events.flatMap((event) =>
      event.type === 'task.completed' || event.type === 'task.escalated' ? [event] : [],
    );
    const attempts = ends.map(({ type, data }) => `${type} ${data.attempt}`).toSorted();
    expect(attempts).toEqual([
      // One leaves its daemon, the other one what it deletes is there again with its own merge.
      ...Array<string>(2).fill('task.completed 1'),
      ...Array<string>(8).fill('task.completed 2'),
      'task.escalated 2',
    ]);
    expect(findBreaches(events)).toEqual([]);
  });

  it('leave nothing: no daemon after its attempt, and in the end no process, worktree, lock or slot', async () => {
    expect(await readLeftOver(sandbox, events)).toEqual(nothing);
    const daemonPid = Number(await readFile(sign('daemon.pid'), 'utf8'));
    expect(daemonPid).toBeGreaterThan(0);
    expect(afterDaemon).not.toContain(daemonPid);
  });

  it('cannot move a branch, while a user may, and what they left is kept', async () => {
    expect(await sandbox.git('rev-parse', 'main')).toBe(users);
    expect(await sandbox.git('log', '--format=%s', 'main')).toBe('The user was here\nBegin\n');
    expect(await sandbox.git('log', '--format=%s', 'other')).toBe('Begin\n');
    const undone = await refs('refs/atms/undone');
    const moved = undone.map((ref) => ref.replace(/^.*\/heads\/(.+)\/\w+ (.*)$/, '$1: $2'));
    expect(moved.toSorted()).toEqual(['atms/hostile: Mine', 'main: Mine', 'other: Mine']);
    expect(firstOf('moves-main')).toMatchObject({
      violations: [
        { message: expect.stringContaining('refs/heads/atms/hostile was moved') as string },
        { message: expect.stringContaining('refs/heads/main was moved') as string },
      ],
    });
  });

  it('cannot leave a hook or a configuration, and what they wrote is kept', async () => {
    expect(await readdir(at('.git', 'hooks'))).not.toContain('post-merge');
    expect(await readFile(at('.git', 'config'), 'utf8')).not.toContain(mark);
    const kept = await readdir(at('.atms', 'undone'), { recursive: true, withFileTypes: true });
    const files = kept.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(texts.filter((text) => text.includes(mark))).toHaveLength(4);
  });

  const isThere = async (name: string) =>
    name.startsWith('refs/')
      ? (await refs(name)).length === 1
      : (await readFile(name, 'utf8')).includes(mark);

  it('are told what they did, and so is the person, with the place where it is kept', async () => {
    for (const [task, name] of [
      ['moves-main', 'refs/heads/main'],
      ['moves-other', 'refs/heads/other'],
      ['writes-hook', 'hooks/post-merge'],
      ['configures', 'config'],
    ] as const) {
      const retried = of(task).find((event) => event.type === 'task.retried');
      expect(JSON.stringify(retried?.data), task).toContain(name);
      expect(report.stdout, task).toContain(`${task} [undone]`);
    }
    const named = [...report.stdout.matchAll(/ is kept as (\S+)[.;]/g)].map(
      ([, name = '']) => name,
    );
    const places = await Promise.all(named.map(isThere));
    expect(new Set(named).size).toBe(7);
    expect(places).toEqual(places.map(() => true));
  });

  it('are ended when they hang or flood, and refused when they write elsewhere', async () => {
    expect(firstOf('hangs')).toMatchObject({ outcome: 'timed-out' });
    expect(firstOf('floods')).toMatchObject({
      outcome: 'failed',
      summary: expect.stringContaining('output') as string,
    });
    const retried = of('strays').find((event) => event.type === 'task.retried');
    expect(retried?.data).toMatchObject({ cause: 'outside-paths', start: 'line-head' });
  });

  it('lose nothing that has landed, and land nothing but their work', async () => {
    const tree = await sandbox.git('ls-tree', '-r', '--name-only', 'atms/hostile');
    const others = ['leaves-daemon', 'never-learns'];
    const landed = idsOf(hostilePlan('')).filter((id) => !others.includes(id));
    expect(tree.trim().split('\n')).toEqual(landed.map((id) => `own/${id}.txt`).toSorted());
  });

  it('steer no terminal with what they print', async () => {
    const shown = [
      end,
      report,
      await sandbox.atms('status'),
      await sandbox.atms('task', 'show', 'draws'),
      await sandbox.atms('task', 'logs', 'draws', '--attempt', '1'),
    ];
    for (const { stdout, stderr } of shown) {
      expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n\t]/u);
    }
    expect(shown.at(-1)?.stdout).toContain('red');
    expect(shown.at(-1)?.stdout).toContain('over');
    expect(shown.at(-2)?.stdout).toContain('drawn failed');
  });
});

function idsOf(plan: string): readonly string[] {
  return [...plan.matchAll(/^ {2}- id: (.*)$/gm)].map(([, id = '']) => id);
}
