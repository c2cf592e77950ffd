import { describeApi } from '@atms/platform/http';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { answersOf } from '../spec-support/answers.ts';
import { openMonitoringHost } from '../spec-support/monitoring-host.ts';
import { begun, carriedOut, registered, retried, underWay } from '../spec-support/story-steps.ts';
import { createStory } from '../spec-support/story.ts';
import { monitoringApi } from './api-part.ts';

const openHost = openedPerTest(openMonitoringHost);
const document = describeApi([monitoringApi], { title: 'Monitoring', version: '1' });
const check = answersOf(document);
const tasks = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }, { id: 'T3' }];

describe('the description of the API', () => {
  it('names every route and nothing else', async () => {
    const host = await openHost();
    const routes = host.monitoring.routes.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    const described = monitoringApi.operations.map(({ method, path }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('gives each operation an id of its own', () => {
    const ids = monitoringApi.operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ['/api/status', '/api/status'],
    ['/api/workflows', '/api/workflows'],
    ['/api/workflows/{ref}', '/api/workflows/newest'],
    ['/api/workflows/{ref}', '/api/workflows/W9'],
    ['/api/workflows/{ref}/report', '/api/workflows/W1/report'],
    ['/api/workflows/{ref}/report', '/api/workflows/W1/report?format=markdown'],
    ['/api/tasks', '/api/tasks?all=true'],
    ['/api/tasks', '/api/tasks?state=asleep'],
    ['/api/tasks/{ref}', '/api/tasks/T1'],
    ['/api/tasks/{ref}', '/api/tasks/T3'],
    ['/api/tasks/{ref}', '/api/tasks/01TASK'],
    ['/api/tasks/{ref}/logs', '/api/tasks/T1/logs'],
    ['/api/tasks/{ref}/logs', '/api/tasks/T1/logs?attempt=9'],
    ['/api/tasks/{ref}/why', '/api/tasks/T2/why'],
    ['/api/queue', '/api/queue'],
    ['/api/agents', '/api/agents'],
    ['/api/agents/{ref}', '/api/agents/laptop.shell'],
    ['/api/deadletters', '/api/deadletters'],
    ['/api/events', '/api/events?limit=5'],
    ['/api/events', '/api/events?after=yesterday'],
    ['/api/events/search', '/api/events/search?task=T1&last=3'],
    ['/api/events/{ref}', '/api/events/3'],
    ['/api/events/{ref}', '/api/events/999'],
    ['/api/events/stream', '/api/events/stream?task=T9'],
  ])('holds for what %s answers to %s', async (path, asked) => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), tasks), 'T1');
    await host.tell(underWay(retried(underWay(story, 'T3'), 'T3', 'agent-failed'), 'T3'));
    await check({ method: 'get', path }, await host.get(asked));
  });

  it('refuses an answer with a field that it does not name, or without one that it does', async () => {
    const asked = { method: 'get', path: '/api/queue' };
    const answer = (body: unknown) => check(asked, Response.json(body));
    await answer({ entries: [] });
    await expect(answer({ entries: [], more: 1 })).rejects.toThrow(/more/);
    await expect(answer({})).rejects.toThrow(/entries/);
  });
});
