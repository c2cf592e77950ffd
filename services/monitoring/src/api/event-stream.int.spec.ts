import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type MonitoringHost, openMonitoringHost } from '../spec-support/monitoring-host.ts';
import { begun, planned, registered } from '../spec-support/story-steps.ts';
import { createStory } from '../spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);
const pair = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }];

/** Reads the stream piece by piece: nothing is made before it is asked for. */
async function listen(
  host: MonitoringHost,
  query = '',
  headers: Readonly<Record<string, string>> = {},
) {
  const path = `/api/events/stream${query}`;
  const response = await host.monitoring.routes.request(path, { headers });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const body: ReadableStream<Uint8Array> = response.body ?? new ReadableStream();
  const reader = body.getReader();
  const piece = async () => {
    const { value } = await reader.read();
    return new TextDecoder().decode(value);
  };
  expect(await piece()).toMatch(/^retry: \d+\n\n$/);
  const ids = async () =>
    [...(await piece()).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  return { piece, ids, leave: () => reader.cancel() };
}

describe('the stream of events', () => {
  it('has each event as its page has it, with its position and its type', async () => {
    const host = await openHost();
    await host.tell(registered(createStory()));
    const stream = await listen(host);
    const page = (await (await host.get('/api/events')).json()) as { events: { type: string }[] };
    const [event] = page.events;
    const text = `id: 1\nevent: ${event?.type ?? ''}\ndata: ${JSON.stringify(event)}\n\n`;
    expect(await stream.piece()).toContain(text);
    await stream.leave();
  });

  it('goes on after the last event that its reader had, and misses and repeats none', async () => {
    const host = await openHost();
    const story = begun(registered(createStory()), pair);
    await host.tell(story);
    const all = story.events.map(({ position }) => position);
    for (const had of all) {
      const again = await listen(host, '?after=0', { 'last-event-id': String(had - 1) });
      expect(await again.ids()).toEqual(all.slice(had - 1));
      await again.leave();
      const named = await listen(host, `?after=${had - 1}`);
      expect(await named.ids()).toEqual(all.slice(had - 1));
      await named.leave();
    }
  });

  it('has what comes later, and says in between that it is still there', async () => {
    const host = await openHost();
    const story = registered(createStory());
    await host.tell(story);
    const stream = await listen(host, '?after=now');
    const quiet = stream.piece();
    await host.clock.advance(15_000);
    expect(await quiet).toBe(': still here\n\n');
    const next = stream.ids();
    await host.tell(planned(story, pair));
    expect((await next)[0]).toBe(2);
    await stream.leave();
  });

  it('has the events of one task or of one workflow alone', async () => {
    const host = await openHost();
    const story = begun(registered(createStory()), pair);
    await host.tell(story);
    const ofTask = await listen(host, '?task=T2');
    expect(await ofTask.piece()).not.toMatch(/"planTaskId":"T1"/);
    await ofTask.leave();
    const ofWorkflow = await listen(host, '?workflow=newest');
    expect(await ofWorkflow.ids()).not.toContain(1);
    await ofWorkflow.leave();
  });

  it('is refused when too many are open, and not any more when one of them ends', async () => {
    const host = await openHost();
    const streams = [];
    for (let count = 0; count < 64; count++) streams.push(await listen(host));
    const refused = await host.get('/api/events/stream');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'too-many-streams' });
    await streams[0]?.leave();
    await (await listen(host)).leave();
    await Promise.all(streams.map((stream) => stream.leave()));
  });

  it('is refused to a reader of another log, so that it begins anew', async () => {
    const host = await openHost();
    await host.tell(registered(createStory()));
    const path = '/api/events/stream?after=0';
    const refused = await host.monitoring.routes.request(path, {
      headers: { 'last-event-id': '9' },
    });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'position-beyond-end' });
    await (await listen(host, '', { 'last-event-id': '1' })).leave();
  });

  it('ends when monitoring stops', async () => {
    const host = await openHost();
    const stream = await listen(host);
    const last = stream.piece();
    await host.clock.advance(1);
    await host.monitoring.stop();
    expect(await last).toBe('');
  });
});
