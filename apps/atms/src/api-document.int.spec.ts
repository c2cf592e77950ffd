import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCommands } from '@atms/contracts';
import { loadConfig } from '@atms/platform/config';
import { openHttpServer } from '@atms/platform/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiDocument } from './api-document.ts';
import { openAtms } from './compose.ts';
import type { OpenAtms } from './compose.ts';

const written = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));
const document = apiDocument();

describe('the description of the API', () => {
  it('is what stands in docs/openapi.json; to write it anew, run this spec with -u', async () => {
    await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot(written);
  });

  it('refers to nothing that it does not describe', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const described = Object.keys(document.components.schemas);
    expect(names.filter((name) => !described.includes(name ?? ''))).toEqual([]);
  });
});

describe('a whole ATMS', () => {
  let folder: string;
  let atms: OpenAtms;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-api-'));
    const { config } = await loadConfig({ folder });
    const dataDirectory = join(folder, '.atms');
    atms = await openAtms({ dataDirectory, config, act: false, log: silent });
  });
  afterEach(async () => {
    await atms.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function served() {
    const token = 'correct-horse-battery-staple';
    const server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    server.serve(atms);
    const ask: Ask = (path, init = {}) =>
      fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
    return { server, ask };
  }

  it('answers at every address as it is described, and at no other', async () => {
    const { server, ask } = await served();
    await expectDescribed('/openapi.json', 'get', await ask('/openapi.json'));
    await expectDescribed('/livez', 'get', await ask('/livez'));
    await expectDescribed('/readyz', 'get', await ask('/readyz'));
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations)) {
        if (path === '/api/events/stream') continue;
        const asked = { method: method.toUpperCase(), ...(method === 'post' ? { body: '{' } : {}) };
        const answer = await ask(path.replaceAll(/\{\w+\}/g, '01NOBODY'), asked);
        expect([200, 400, 404], path).toContain(answer.status);
        await expectDescribed(path, method, answer);
      }
    }
    const undescribed = atms.app.routes.filter(
      ({ method, path }) =>
        method !== 'ALL' &&
        path !== '/api/commands/:name' &&
        document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] === undefined,
    );
    expect(undescribed.map(({ path }) => path)).toEqual([]);
    await server.close(0);
  });

  it('answers the commands that it accepts as it is described, each that says something at least', async () => {
    const { server, ask } = await served();
    const decided = await decideAll(ask);
    const described = Object.keys(document.components.schemas);
    const telling = openCommands.filter((name) => described.includes(`${name}Decided`));
    expect(decided).toEqual(expect.arrayContaining(telling));
    expect(telling).toContain('RequestWorkflow');
    await server.close(0);
  });
});

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const by = 'somebody';
const begun = z.object({ body: z.object({ workflowId: z.string() }) });
const added = z.object({ body: z.object({ taskIds: z.array(z.string()) }) });

/** Commands in an order in which each is accepted; what their answers said is asked of the next ones. */
async function decideAll(ask: Ask): Promise<readonly string[]> {
  const decided: string[] = [];
  const command = async (name: string, payload: object): Promise<unknown> => {
    const path = `/api/commands/${name}`;
    const answer = await ask(path, { method: 'POST', body: JSON.stringify({ by, ...payload }) });
    expect(answer.status, name).toBe(200);
    decided.push(name);
    await expectDescribed(path, 'post', answer.clone());
    return answer.json();
  };
  const { workflowId } = begun.parse(await command('RequestWorkflow', request)).body;
  for (const name of ['ApproveWorkflow', 'PauseWorkflow', 'ResumeWorkflow']) {
    await command(name, { workflowId });
  }
  const tasks = [{ ...task, planTaskId: 'T2' }];
  const { taskIds } = added.parse(await command('AddTasks', { workflowId, tasks })).body;
  const [taskId = ''] = taskIds;
  await expect
    .poll(async () => (await ask(`/api/tasks/${taskId}`)).json())
    .toMatchObject({
      createdAt: expect.any(String) as string,
    });
  await command('UpdateTask', { taskId, changes: { name: 'Two' } });
  await command('ReassignTask', { taskId, agent: 'shell' });
  for (const name of ['PauseTask', 'ResumeTask', 'RetryTask']) await command(name, { taskId });
  await command('CancelTask', { taskId, reason: '' });
  await command('CancelWorkflow', { workflowId, reason: '' });
  return decided;
}

const task = {
  planTaskId: 'T1',
  name: 'One',
  description: '',
  acceptance: [],
  estimateMs: 0,
  skills: [],
  priority: 'medium',
  paths: [],
  checks: 'none',
  onFailure: 'escalate',
  run: 'true',
  dependencies: [],
};

const request = {
  name: 'one',
  goal: 'one thing',
  planHash: 'hash',
  repository: '/nowhere',
  branch: 'atms/one',
  base: 'a'.repeat(40),
  by,
  tasks: [task],
};

async function expectDescribed(path: string, method: string, answer: Response): Promise<void> {
  const operation = asked.parse(document.paths[path]?.[method]);
  const response = operation.responses[answer.status] ?? operation.responses['default'];
  const mediaType = answer.headers.get('content-type') ?? '';
  const reference = response?.content[mediaType]?.schema.$ref ?? 'no schema';
  const schemas = { $ref: reference, $defs: document.components.schemas };
  const text = JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/');
  z.fromJSONSchema(JSON.parse(text) as JsonSchema).parse(await answer.json());
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
const content = z.record(z.string(), z.object({ schema: z.object({ $ref: z.string() }) }));
const asked = z.object({ responses: z.record(z.string(), z.object({ content })) });
const silent = { debug() {}, info() {}, warn() {}, error() {} };
