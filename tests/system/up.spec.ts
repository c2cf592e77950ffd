/** `atms up`: one process serves a repository, and the plans of other terminals join it. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readServerFile } from '@atms/platform/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import type { CliEnd, RunningCli } from '../../apps/atms/src/spec-support/running-cli.ts';

const plan = `name: Two
tasks:
  - id: T1
    name: One
    run: 'true'
    checks: none
  - id: T2
    name: Other
    run: 'true'
    checks: none
    dependencies: [T1]
`;

describe('a repository that is served', () => {
  let sandbox: Sandbox;
  let up: RunningCli;
  let unasked: CliEnd;
  let ran: CliEnd;
  let streamed: readonly string[];
  let second: CliEnd;
  let ended: CliEnd;

  beforeAll(async () => {
    sandbox = await makeSandbox();
    up = sandbox.start('up', '--port', '0');
    await up.said(/ATMS serves .* at http:\/\/127\.0\.0\.1:\d+ \(process \d+\)/);
    const file = await sandbox.write('plan.yaml', plan);
    unasked = await sandbox.atms('run', file, '--json');
    const events = streamEvents(sandbox);
    ran = await sandbox.atms('run', file, '--yes', '--json');
    streamed = await events;
    second = await sandbox.atms('up');
    up.kill('SIGINT');
    ended = await up.ended;
  });
  afterAll(() => sandbox.remove());

  it('approves nothing by itself', () => {
    expect(unasked).toMatchObject({ exitCode: 4 });
    expect(unasked.stdout).toContain('"type":"waiting"');
  });

  it('carries out what another terminal asks for, which ends while it lives on', () => {
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stderr).toContain(`Process ${up.pid} works in this repository already`);
    expect(second.stderr).toContain(`Process ${up.pid} holds`);
  });

  it('streams every event of it once and in order, over a connection that was lost too', () => {
    const told = ran.stdout.split('\n').flatMap((line) => /"position":(\d+)/.exec(line)?.[1] ?? []);
    expect(told.length).toBeGreaterThan(5);
    expect(streamed.filter((id) => told.includes(id))).toEqual(told);
  });

  it('is served by one process alone, and the second one says by whom and since when', () => {
    expect(second).toMatchObject({ exitCode: 75 });
    expect(second.stderr).toMatch(/since \d{4}-\d\d-\d\dT[\d:.]+Z and serves it at http/);
  });

  it('is left in order at the first Ctrl-C', async () => {
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(await readServerFile(join(sandbox.repository, '.atms'))).toBeUndefined();
    const log = await readFile(join(sandbox.repository, '.atms', 'atms.log'), 'utf8');
    expect(log).not.toMatch(/"level":"error"/);
  });

  it('is not begun at a port that somebody else has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const refused = await sandbox.atms('up', '--port', String(port), '--json');
    other.close();
    expect(refused).toMatchObject({ exitCode: 69 });
    expect(refused.stderr).toContain(`Port ${port} is taken`);
    expect(refused.stderr).toContain(`up --port ${port + 1}`);
    expect(await readServerFile(join(sandbox.repository, '.atms'))).toBeUndefined();
  });
});

/** Reads the stream to the end of the workflow and loses the connection after every fifth event. @returns positions */
async function streamEvents({ repository }: Sandbox): Promise<readonly string[]> {
  const address = await readServerFile(join(repository, '.atms'));
  if (address === undefined) throw new Error('There is no server.json');
  const seen: string[] = [];
  for (;;) {
    const headers = {
      authorization: `Bearer ${address.token}`,
      'last-event-id': seen.at(-1) ?? '0',
    };
    const { body } = await fetch(`${address.url}/api/events/stream`, { headers });
    const text = await readSome(body ?? new ReadableStream());
    seen.push(...idsIn(text));
    if (text.includes(lastEvent)) return seen;
  }
}

const lastEvent = 'event: workflow.completed';

/** Whole events: five or more, or to the end of the workflow. Then the connection is lost. */
async function readSome(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    text += decoder.decode((await reader.read()).value, { stream: true });
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
    if (idsIn(whole).length < 5 && !whole.includes(lastEvent)) continue;
    await reader.cancel();
    return whole;
  }
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/^id: (\d+)$/gm)].flatMap(([, id]) => id ?? []);
}
