import { openedPerTest } from '@atms/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTables, type ReadTables } from './projections/tables.ts';
import { tablesAfter } from './spec-support/memory-tables.ts';
import { type MonitoringHost, openMonitoringHost } from './spec-support/monitoring-host.ts';
import { randomStory } from './spec-support/random-story.ts';
import { begun, carriedOut, registered } from './spec-support/story-steps.ts';
import { createStory, type Story } from './spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);
const names: readonly (keyof ReadTables)[] = readTables.map((table) => table.name);

/** Every table as sorted lines, so that only what stands in it counts. */
async function linesOf(host: MonitoringHost): Promise<readonly string[]> {
  const tables = names.map(async (name) => lines(name, await host.rows(name)));
  return (await Promise.all(tables)).flat();
}

function linesAfter(story: Story): readonly string[] {
  const tables = tablesAfter(story);
  return names.flatMap((name) => lines(name, tables.rows(name)));
}

function lines(name: string, rows: readonly object[]): readonly string[] {
  return rows
    .map((row) => `${name} ${JSON.stringify(row, Object.keys(row).toSorted())}`)
    .toSorted();
}

/** The first events of a story. */
function upTo(story: Story, count: number): Story {
  return { ...story, events: story.events.slice(0, count) };
}

describe('monitoring', () => {
  it('fills every table as its projections say', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), [{ id: 'T1' }]), 'T1');
    await host.tell(story);
    expect(await linesOf(host)).toEqual(linesAfter(story));
  });

  it('shows on every replica what one of them wrote', async () => {
    const host = await openHost(2);
    const story = begun(createStory(), [{ id: 'T1' }, { id: 'T2' }]);
    await host.tell(carriedOut(story, 'T1'));
    const details = await Promise.all(host.replicas.map((one) => one.queries.newestWorkflow()));
    expect(details).toMatchObject([{ overallProgress: 50 }, { overallProgress: 50 }]);
  });

  it('has the same tables after any portions, restarts and replicas as after one reading', async () => {
    const portions = fc.array(
      fc.record({ events: fc.integer({ min: 1, max: 30 }), restart: fc.boolean() }),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(randomStory, portions, async (story, taken) => {
        const host = await openMonitoringHost(2);
        let count = 0;
        for (const { events, restart } of taken) {
          count = Math.min(story.events.length, count + events);
          await host.tell(upTo(story, count));
          if (restart) await host.restart();
        }
        await host.tell(story);
        expect(await linesOf(host)).toEqual(linesAfter(story));
        await host.close();
      }),
      { numRuns: 15 },
    );
  });
});
