import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { agentList, deadLetterList, eventDetail } from '../queries/operation-views.ts';
import { type MonitoringHost, openMonitoringHost } from '../spec-support/monitoring-host.ts';
import { begun, carriedOut, executed, registered, underWay } from '../spec-support/story-steps.ts';
import { createStory } from '../spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);

async function json(host: MonitoringHost, path: string): Promise<unknown> {
  const response = await host.get(path);
  expect(response.status, path).toBe(200);
  return response.json();
}

async function problem(host: MonitoringHost, path: string): Promise<unknown> {
  const response = await host.get(path);
  expect(response.status, path).toBeGreaterThanOrEqual(400);
  return response.json();
}

async function positions(host: MonitoringHost, query: string): Promise<readonly number[]> {
  const found = (await json(host, `/api/events/search?${query}`)) as {
    readonly events: readonly { readonly position: number }[];
  };
  return found.events.map(({ position }) => position);
}

const tasks = [{ id: 'T1', name: 'Schema' }, { id: 'T2' }, { id: 'T3' }];
const letter = { consumer: 'queue__executor', eventType: 'task.executed', deliveries: 10 };

/** T1 completed, T2 failed by its agent, T3 running; two dead letters, one redriven. */
async function tellAll(host: MonitoringHost): Promise<void> {
  const story = carriedOut(begun(registered(createStory()), tasks), 'T1', 2_000);
  executed(underWay(story, 'T2'), 'T2', { outcome: 'failed', durationMs: 4_000 });
  underWay(story, 'T3')
    .happened('deadletter.recorded', { ...letter, eventId: 'e1', position: 1, error: 'x' })
    .happened('deadletter.recorded', { ...letter, eventId: 'e2', position: 2, error: 'y' })
    .happened('deadletter.redriven', {
      consumer: letter.consumer,
      eventId: 'e1',
      position: 1,
      by: 'ada',
    });
  await host.tell(story);
}

describe('the routes of operation', () => {
  it('show agents with what they work on and how their attempts have gone', async () => {
    const host = await openHost();
    await tellAll(host);
    const { agents } = agentList.parse(await json(host, '/api/agents'));
    expect(agents).toMatchObject([
      {
        agentId: 'box.shell',
        slotsUsed: 1,
        working: [{ planTaskId: 'T3', attempt: 1 }],
        performance: {
          executed: 2,
          done: 1,
          passed: 1,
          byOutcome: { done: 1, failed: 1 },
          meanDurationMs: 3_000,
          costUsd: null,
        },
      },
    ]);
    for (const ref of ['box.shell', 'shell', 'box', 'she']) {
      expect(await json(host, `/api/agents/${ref}`)).toEqual(agents[0]);
    }
    expect(await problem(host, '/api/agents/shel1')).toMatchObject({
      code: 'not-found',
      detail: "There is no agent 'shel1'. Did you mean 'shell'?",
    });
  });

  it('show the dead letters, and where asked for those that were redriven', async () => {
    const host = await openHost();
    await tellAll(host);
    const open = deadLetterList.parse(await json(host, '/api/deadletters'));
    expect(open.deadLetters).toMatchObject([
      { eventId: 'e2', command: 'atms deadletter redrive queue__executor e2' },
    ]);
    const all = deadLetterList.parse(await json(host, '/api/deadletters?redriven=true'));
    expect(all.deadLetters).toMatchObject([
      { eventId: 'e1', redrivenBy: 'ada' },
      { eventId: 'e2' },
    ]);
  });

  it('find events by workflow, task and type, the first or the last of them', async () => {
    const host = await openHost();
    await tellAll(host);
    const all = await positions(host, '');
    expect(await positions(host, 'last=2')).toEqual(all.slice(-2));
    expect(await positions(host, 'last=0')).toEqual([]);
    expect(await positions(host, 'workflow=newest')).toHaveLength(all.length - 4);
    const ofTask = await positions(host, 'task=T3');
    expect(await positions(host, 'task=T3&type=task.*&last=1')).toEqual([ofTask.at(-1)]);
    expect(await positions(host, `type=task.executed&after=${all[0] ?? 0}`)).toHaveLength(2);
    expect(await problem(host, '/api/events/search?type=task.execute')).toMatchObject({
      detail: "No event is of the type 'task.execute'. Did you mean task.executed?",
    });
    expect(await problem(host, '/api/events/search?task=T9')).toMatchObject({ code: 'not-found' });
  });

  it('show one event with its data, by its position, its id, or the beginning of that', async () => {
    const host = await openHost();
    await tellAll(host);
    const first = eventDetail.parse(await json(host, '/api/events/1'));
    expect(first).toMatchObject({ type: 'agent.registered', data: { kind: 'shell' }, revision: 0 });
    expect(await json(host, '/api/events/E10')).toMatchObject({ position: 10 });
    expect(await problem(host, '/api/events/e')).toMatchObject({ code: 'ambiguous-reference' });
    expect(await problem(host, '/api/events/9999')).toMatchObject({ code: 'not-found' });
  });
});
