import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type MonitoringHost, openMonitoringHost } from '../spec-support/monitoring-host.ts';
import {
  attemptKey,
  begun,
  carriedOut,
  executed,
  planned,
  registered,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import { createStory, type Story } from '../spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);
const pair = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }];

async function json(host: MonitoringHost, path: string): Promise<unknown> {
  const response = await host.get(path);
  expect(response.status).toBe(200);
  return response.json();
}

/** Signals are heard after they were published, in order: one more that was heard means all were. */
async function say(host: MonitoringHost, story: Story, text: string): Promise<void> {
  host.signals.publish('progress.percent', { ...attemptKey(story, 'T1'), percent: 40 });
  const heard = new Promise((resolve) => host.signals.subscribe('progress.output', resolve));
  host.signals.publish('progress.output', { ...attemptKey(story, 'T1'), text });
  await heard;
}

describe('the routes', () => {
  it('answer status, workflows, a workflow and a task', async () => {
    const host = await openHost();
    await host.tell(underWay(begun(registered(createStory()), pair), 'T1'));
    expect(await json(host, '/api/status')).toMatchObject({ running: [{ planTaskId: 'T1' }] });
    expect(await json(host, '/api/workflows')).toMatchObject({ workflows: [{ workflowId: 'W1' }] });
    expect(await json(host, '/api/workflows/newest')).toMatchObject({ tasks: [{}, {}] });
    expect(await json(host, '/api/workflows/plan%20W1')).toMatchObject({ workflowId: 'W1' });
    expect(await json(host, '/api/tasks/T1')).toMatchObject({ state: 'running', attempts: [{}] });
  });

  it('answer the report as data and as text', async () => {
    const host = await openHost();
    await host.tell(carriedOut(begun(createStory(), pair), 'T1'));
    expect(await json(host, '/api/workflows/W1/report')).toMatchObject({
      counts: { completed: 1 },
    });
    const text = await host.get('/api/workflows/W1/report?format=markdown');
    expect(text.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(await text.text()).toMatch(/^# plan W1: running\n/);
  });

  it('answer what they do not know with a problem', async () => {
    const host = await openHost();
    await host.tell(planned(planned(createStory(), pair, 'W1AA'), pair, 'W1BB'));
    const problem = async (path: string) => {
      const response = await host.get(path);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      return response.json();
    };
    expect(await problem('/api/workflows/W9')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problem('/api/tasks/T9')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problem('/api/tasks/T1/logs?attempt=4')).toMatchObject({ status: 404 });
    expect(await problem('/api/nothing')).toMatchObject({ status: 404, code: 'no-such-path' });
    expect(await problem('/api/workflows/W1')).toMatchObject({
      status: 409,
      code: 'ambiguous-reference',
      fields: { candidates: ['W1BB', 'W1AA'] },
    });
    expect(await problem('/api/events?after=yesterday')).toMatchObject({
      status: 400,
      code: 'invalid-message',
    });
  });

  it('answer with a problem before the start and after the stop', async () => {
    const host = await openHost();
    await host.monitoring.stop();
    const response = await host.get('/api/status');
    expect(response.status).toBe(503);
  });
});

describe('what a running attempt says', () => {
  it('is shown with its task while it runs, and no longer', async () => {
    const host = await openHost();
    const story = underWay(begun(createStory(), pair), 'T1');
    await host.tell(story);
    await say(host, story, 'installing\ntesting 3 of 9\n');
    const live = { live: { lastLine: 'testing 3 of 9', percent: 40 } };
    expect(await json(host, '/api/workflows/W1')).toMatchObject({ tasks: [live, {}] });
    expect(await json(host, '/api/tasks/T1')).toMatchObject(live);
    await host.tell(executed(story, 'T1'));
    expect(await json(host, '/api/tasks/T1')).not.toHaveProperty('live');
  });

  it('is in its log, and gives way to the transcript at the end', async () => {
    const host = await openHost();
    const story = underWay(begun(createStory(), pair), 'T1');
    await host.tell(story);
    expect(await json(host, '/api/tasks/T1/logs')).toMatchObject({ source: 'none', running: true });
    await say(host, story, 'half a li');
    await say(host, story, 'ne\n');
    expect(await json(host, '/api/tasks/T1/logs')).toMatchObject({
      source: 'live',
      text: 'half a line\n',
    });
    const transcript = await host.blobs.put(new TextEncoder().encode('all of it\n'));
    executed(story, 'T1', { transcript: { ...transcript }, outcome: 'failed' });
    await host.tell(underWay(retried(story, 'T1', 'agent-failed'), 'T1'));
    expect(await json(host, '/api/tasks/T1/logs?attempt=1')).toMatchObject({
      source: 'transcript',
      running: false,
      text: 'all of it\n',
    });
    expect(await json(host, '/api/tasks/T1/logs')).toMatchObject({ attempt: 2, source: 'none' });
  });

  it('is over with the attempt, also of one that said nothing', async () => {
    const host = await openHost();
    const story = underWay(begun(createStory(), pair), 'T1');
    await host.tell(story);
    expect(await json(host, '/api/tasks/T1/logs')).toMatchObject({ source: 'none', ended: false });
    await host.tell(executed(story, 'T1'));
    expect(await json(host, '/api/tasks/T1/logs')).toMatchObject({ source: 'none', ended: true });
  });

  it('is kept only up to a limit, and what makes no sense is not heard', async () => {
    const host = await openHost();
    const story = underWay(begun(createStory(), pair), 'T1');
    await host.tell(story);
    host.signals.publish('progress.output', { text: 'whose?' });
    for (let part = 0; part < 5; part++) await say(host, story, String(part).repeat(20_000));
    const logs = await json(host, '/api/tasks/T1/logs');
    expect(logs).toMatchObject({
      text: `${'1'.repeat(5_536)}${'2'.repeat(20_000)}${'3'.repeat(20_000)}${'4'.repeat(20_000)}`,
    });
  });
});

describe('the long poll', () => {
  it('answers at once when there is something', async () => {
    const host = await openHost();
    const story = planned(createStory(), pair);
    await host.tell(story);
    expect(await json(host, '/api/events?after=1&waitMs=10000')).toMatchObject({
      events: [{ position: 2 }],
      head: 2,
    });
  });

  it('answers when something of its workflow happens, and not before', async () => {
    const host = await openHost();
    const story = planned(createStory(), pair);
    await host.tell(story);
    const polled = json(host, '/api/events?after=2&waitMs=10000&workflow=W1');
    await host.tell(registered(story));
    await host.tell(story.happened('workflow.approved', { workflowId: 'W1', by: 'ada' }));
    expect(await polled).toMatchObject({ events: [{ type: 'workflow.approved', position: 4 }] });
  });

  it('answers with nothing when the time is over, and leaves nothing behind', async () => {
    const host = await openHost();
    const polled = json(host, '/api/events?after=0&waitMs=10000');
    await host.clock.advance(9_999);
    expect(host.clock.waiting()).toBe(1);
    await host.clock.advance(1);
    expect(await polled).toEqual({ events: [], head: 0 });
    expect(host.clock.waiting()).toBe(0);
  });

  it('ends when monitoring stops', async () => {
    const host = await openHost();
    const polled = json(host, '/api/events?after=0&waitMs=10000');
    await host.clock.advance(1);
    await host.monitoring.stop();
    expect(await polled).toEqual({ events: [], head: 0 });
    expect(host.clock.waiting()).toBe(0);
  });
});
