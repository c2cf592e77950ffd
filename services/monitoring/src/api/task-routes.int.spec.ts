import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { openMonitoringHost } from '../spec-support/monitoring-host.ts';
import { begun, carriedOut, executed, planned, underWay } from '../spec-support/story-steps.ts';
import { createStory } from '../spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);

describe('the list of tasks', () => {
  it('is of the newest workflow, of another one or of all, by state and cut with the whole count', async () => {
    const host = await openHost();
    const story = carriedOut(begun(createStory(), [{ id: 'T1' }, { id: 'T2' }]), 'T1');
    await host.tell(planned(story, [{ id: 'U1' }], 'W2'));
    const list = async (query: string) => (await host.get(`/api/tasks${query}`)).json();
    expect(await list('')).toMatchObject({ total: 1, tasks: [{ workflowName: 'plan W2' }] });
    expect(await list('?workflow=W1')).toMatchObject({ tasks: [{ state: 'completed' }, {}] });
    expect(await list('?all=true&limit=2')).toMatchObject({ total: 3, tasks: [{}, {}] });
    expect(await list('?all=true&state=completed')).toMatchObject({
      total: 1,
      tasks: [{ planTaskId: 'T1', workflowName: 'plan W1' }],
    });
    expect(await list('?state=complete')).toMatchObject({
      code: 'invalid-message',
      detail: "'state' cannot be 'complete': did you mean completed?",
    });
    expect(await list('?workflow=W9')).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('is empty before anything was asked for', async () => {
    const host = await openHost();
    const response = await host.get('/api/tasks?all=true');
    expect(await response.json()).toEqual({ tasks: [], total: 0 });
  });
});

describe('an attempt whose process was found dead', () => {
  it('has worked for a time that nobody knows, and its base is known', async () => {
    const host = await openHost();
    const story = underWay(begun(createStory(), [{ id: 'T1' }]), 'T1');
    await host.tell(executed(story, 'T1', { outcome: 'interrupted', durationMs: 0 }));
    const task = await (await host.get('/api/tasks/T1')).json();
    const base = expect.stringMatching(/^[0-9a-f]{40}$/) as string;
    const attempt = { outcome: 'interrupted', durationMs: null, base };
    expect(task).toMatchObject({ attempts: [attempt] });
  });
});
