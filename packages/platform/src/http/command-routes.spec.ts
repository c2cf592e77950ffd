import { describe, expect, it } from 'vitest';
import {
  type CommandAnswer,
  type CommandRequest,
  createDirectCommandBus,
} from '@atms/eventsourcing';
import { createSystemIds } from '../lifecycle/system-ids.ts';
import { createCommandRoutes } from './command-routes.ts';

const pause = { taskId: 'T', by: 'cli:me' };

describe('the commands over HTTP', () => {
  it('reach the task-manager and come back with the position and what was decided', async () => {
    const { post, heard } = await served('PauseTask', {
      kind: 'accepted',
      position: 7,
      body: { paused: true },
    });
    const response = await post('PauseTask', pause);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ position: 7, body: { paused: true } });
    expect(heard).toMatchObject([{ service: 'task-manager', name: 'PauseTask', payload: pause }]);
  });

  it('come back as a problem with the code of the rejection', async () => {
    const { post } = await served('CancelTask', {
      kind: 'rejected',
      code: 'merge-under-way',
      message: 'The task is being merged',
      fields: { attempt: 2 },
    });
    const response = await post('CancelTask', { ...pause, reason: '' });
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 409,
      code: 'merge-under-way',
      detail: 'The task is being merged',
      fields: { attempt: 2 },
    });
  });

  it.each([
    ['a field is missing', { taskId: 'T' }, 'by'],
    ['a field is of another type', { taskId: 5, by: 'me' }, 'taskId'],
    ['the body is no object', 'PauseTask', ''],
  ])('are refused with the path when %s', async (_, payload, path) => {
    const { post, heard } = await served('PauseTask');
    const response = await post('PauseTask', payload);
    expect(response.status).toBe(400);
    const problem: unknown = await response.json();
    expect(problem).toMatchObject({ code: 'invalid-message', fields: { problems: [{ path }] } });
    expect(heard).toEqual([]);
  });

  it('are refused when the body is not JSON', async () => {
    const { send, heard } = await served('PauseTask');
    const response = await send('PauseTask', { body: '{"taskId":' });
    expect(response.status).toBe(400);
    expect(heard).toEqual([]);
  });

  it.each(['AcceptAttempt', 'RequestApproval', 'RegisterAgents', 'constructor', 'pauseTask'])(
    'do not include %s, which is not for people',
    async (name) => {
      const { post, heard } = await served(name);
      const response = await post(name, pause);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'no-such-command' });
      expect(heard).toEqual([]);
    },
  );

  it('are the same command for the same key, and another for another key or name', async () => {
    const { send, heard } = await served('PauseTask', 'ResumeTask');
    const body = JSON.stringify(pause);
    const keyed = (key: string) => ({ body, headers: { 'idempotency-key': key } });
    await send('PauseTask', keyed('a'));
    await send('PauseTask', keyed('a'));
    await send('PauseTask', keyed('b'));
    await send('ResumeTask', keyed('a'));
    const [first, second, third, fourth] = heard.map(({ commandId }) => commandId);
    expect(second).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });

  it('are different commands without a key', async () => {
    const { post, heard } = await served('PauseTask');
    await post('PauseTask', pause);
    await post('PauseTask', pause);
    expect(new Set(heard.map(({ commandId }) => commandId)).size).toBe(2);
  });

  it.each(['', 'a b', 'x'.repeat(201)])('refuse the key %j', async (key) => {
    const { send } = await served('PauseTask');
    const request = { body: JSON.stringify(pause), headers: { 'idempotency-key': key } };
    expect((await send('PauseTask', request)).status).toBe(400);
  });
});

/** The named commands are served; all get the one answer. */
async function served(...what: readonly (string | CommandAnswer)[]) {
  const heard: CommandRequest[] = [];
  const commands = createDirectCommandBus();
  const answer = what.find((one) => typeof one === 'object') ?? { kind: 'accepted', position: 1 };
  for (const name of what.filter((one) => typeof one === 'string')) {
    await commands.serve({
      service: 'task-manager',
      name,
      handler: async (request) => {
        heard.push(request);
        return answer;
      },
    });
  }
  const routes = createCommandRoutes({ commands, ids: createSystemIds() });
  const send = async (name: string, request: RequestInit) =>
    routes.request(`/api/commands/${name}`, { method: 'POST', ...request });
  const post = (name: string, payload: unknown) => send(name, { body: JSON.stringify(payload) });
  return { heard, send, post };
}

describe('a command that another service decides', () => {
  it.each([
    ['DrainAgent', { agentId: 'local.shell', by: 'me' }, 'agent-coordinator'],
    ['UndrainAgent', { agentId: 'local.shell', by: 'me' }, 'agent-coordinator'],
    ['RedriveDeadLetter', { consumer: 'queue__task-manager', eventId: 'E', by: 'me' }, 'queue'],
  ] as const)('%s reaches it', async (name, payload, service) => {
    const commands = createDirectCommandBus();
    await commands.serve({
      service,
      name,
      handler: async () => ({ kind: 'accepted', position: 1 }),
    });
    const routes = createCommandRoutes({ commands, ids: createSystemIds() });
    const response = await routes.request(`/api/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    expect(response.status).toBe(200);
  });
});
