/** One process carries the work out; the commands of other terminals reach it, and nobody else does. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { findByCookie } from '@atms/platform/process';
import { type ServerAddress, readServerFile } from '@atms/platform/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSandbox, patience, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import type { CliEnd } from '../../apps/atms/src/spec-support/running-cli.ts';
import type {
  StatusView,
  TaskDetail,
  WorkflowDetail,
} from '../../services/monitoring/src/index.ts';
import { readLog } from '../faults/killed-runs.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

const done = { exitCode: 0, stderr: '' };

describe('while a plan is carried out in one terminal', () => {
  let sandbox: Sandbox;
  let first: CliEnd;
  let second: CliEnd;
  let events: readonly LoggedEvent[];
  let seen: Awaited<ReturnType<typeof lookAround>>;
  let paused: WorkflowDetail;
  let left: readonly number[];

  const json = async <Shape>(...argv: readonly string[]) =>
    JSON.parse((await sandbox.atms(...argv, '--json')).stdout) as Shape;

  /** What the other terminals are told. */
  async function lookAround() {
    const address = await readServerFile(join(sandbox.repository, '.atms'));
    if (address === undefined) throw new Error('There is no server.json');
    return {
      status: await json<StatusView>('status'),
      workflow: await sandbox.atms('workflow', 'show'),
      task: await json<TaskDetail>('task', 'show', 'T1'),
      logs: await sandbox.atms('task', 'logs', 'T1'),
      ...(await knockAt(address)),
      mode: (await stat(join(sandbox.repository, '.atms', 'server.json'))).mode % 0o1000,
    };
  }

  beforeAll(async () => {
    sandbox = await makeSandbox();
    await sandbox.write(
      'repository/atms.config.yaml',
      'agents: [{ kind: shell, adapter: shell, slots: 3 }]',
    );
    const gate = join(sandbox.folder, 'gate');
    const plan = await sandbox.write('plan.yaml', busy(gate));
    const running = sandbox.start('run', plan, '--yes');
    await vi.waitFor(async () => {
      expect(await sandbox.atms('task', 'logs', 'T1')).toMatchObject({
        stdout: 'waiting at the gate\n',
      });
    }, patience);
    await running.said(/T3: attempt 1 started/);
    seen = await lookAround();

    await sandbox.atms('workflow', 'pause');
    const follower = sandbox.start('run', plan, '--yes', '--json');
    await follower.said(new RegExp(`Process ${running.pid} works in this repository already`));
    await writeFile(gate, '');
    await running.said(/T1: completed/);
    paused = await json<WorkflowDetail>('workflow', 'show', 'Busy');
    await sandbox.atms('workflow', 'resume');
    await running.said(/T2: completed/);
    await sandbox.atms('task', 'cancel', 'T3', '--reason', 'it takes too long');
    first = await running.ended;
    second = await follower.ended;
    left = await findByCookie(
      (await readFile(join(sandbox.repository, '.atms', 'id'), 'utf8')).trim(),
    );
    events = await readLog(sandbox);
  });
  afterAll(() => sandbox.remove());

  it('another one sees what is under way, and what the agents say', () => {
    expect(
      seen.status.running.map(({ planTaskId, state }) => `${planTaskId} ${state}`).toSorted(),
    ).toEqual(['T1 running', 'T3 running']);
    expect(seen.workflow).toMatchObject(done);
    expect(seen.workflow.stdout).toMatch(/T2 .*waits for T1/);
    expect(seen.task).toMatchObject({ state: 'running', attempt: 1, agentId: 'local.shell' });
    expect(seen.logs).toEqual({ ...done, stdout: 'waiting at the gate\n' });
  });

  it("nobody is answered without the token, or under a name that is not the server's", () => {
    expect(seen.answers).toEqual({
      own: 200,
      tokenless: 401,
      mistaken: 401,
      rebound: 403,
      page: 403,
    });
    expect(seen.mode).toBe(0o600);
  });

  it('a pause lets what runs go on and starts nothing more, until somebody resumes', () => {
    const state = (id: string) => paused.tasks.find((task) => task.planTaskId === id);
    expect(paused.paused).toBe(true);
    expect(state('T1')).toMatchObject({ state: 'completed' });
    expect(state('T2')?.why).toContain('workflow is paused');
    const types = events.map(({ type }) => type);
    const started = events.findLastIndex(({ type }) => type === 'task.started');
    expect(types.indexOf('workflow.paused')).toBeGreaterThan(-1);
    expect(
      types.slice(types.indexOf('workflow.paused'), types.indexOf('workflow.resumed')),
    ).not.toContain('agent.assigned');
    expect(started).toBeGreaterThan(types.indexOf('workflow.resumed'));
  });

  it('a task can be cancelled, and its agent is ended', () => {
    const cancelled = events.find((event) => event.type === 'task.cancelled');
    expect(cancelled?.data).toMatchObject({ reason: 'it takes too long' });
    expect(first.stdout).toContain('cancelled: it takes too long');
    expect(left).toEqual([]);
    expect(findBreaches(events)).toEqual([]);
  });

  it('a second run of the same plan follows it, and both come to the same end', () => {
    const lines = second.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect([first.exitCode, second.exitCode]).toEqual([1, 1]);
    expect(lines[0]).toMatchObject({ type: 'run', continued: true });
    expect(lines.at(-1)).toMatchObject({ type: 'report', report: { state: 'failed' } });
    expect(events.filter(({ type }) => type === 'workflow.requested')).toHaveLength(1);
  });
});

/** What different strangers are answered, as HTTP statuses. */
async function knockAt({ url, token }: ServerAddress) {
  const { port } = new URL(url);
  const authorization = `Bearer ${token}`;
  const knock = (headers: Readonly<Record<string, string>>) =>
    new Promise<number>((resolve, reject) => {
      const asked = request(`${url}/api/status`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject).end();
    });
  return {
    answers: {
      own: await knock({ authorization }),
      tokenless: await knock({}),
      mistaken: await knock({ authorization: `Bearer ${'x'.repeat(token.length)}` }),
      rebound: await knock({ authorization, host: `somewhere.example:${port}` }),
      page: await knock({ authorization, origin: 'http://somewhere.example' }),
    },
  };
}

function busy(gate: string): string {
  return `
name: Busy
checks: none
tasks:
  - id: T1
    name: Waits at a gate
    run: echo waiting at the gate; until [ -e ${gate} ]; do sleep 0.05; done; echo one > one.txt
  - { id: T2, name: Comes after, dependencies: [T1], run: 'echo two > two.txt' }
  - { id: T3, name: Takes too long, run: sleep 600 }
`;
}
