import { join } from 'node:path';
import { type EventType, isEventType, ownerOf, services } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { describe, expect, it } from 'vitest';
import { runBenchmark, sectionKeys } from './benchmark.ts';
import { writeHistory } from './history.ts';
import { openSixServices } from './six-services.ts';
import { asTable } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { createWorkflowRunner, tenTaskAgents, tenTaskRequest } from './ten-task-workflow.ts';

const tiny = {
  runs: 1,
  workflows: 1,
  inFlight: 1,
  oneByOne: 1,
  logEvents: 100,
  queued: [10],
  activeWorkflows: 1,
  startEvents: [0, 300],
  historyTasks: [20],
};

/** Every event of a workflow that goes well and needs no merge, lock, budget or approval. */
const wayOfTheTasks: readonly EventType[] = [
  'workflow.requested',
  'workflow.planned',
  'workflow.approved',
  'task.created',
  'task.queued',
  'task.ready',
  'agent.assigned',
  'task.started',
  'task.executed',
  'validation.result',
  'task.completed',
  'queue.removed',
  'workflow.completed',
];

/** The log after one workflow, and what monitoring shows of it. */
function runOneWorkflow() {
  return inTemporaryFolder(async (folder) => {
    const dataDirectory = join(folder, '.atms');
    const { platform, monitoring, close } = await openSixServices({
      dataDirectory,
      agentKinds: tenTaskAgents,
    });
    const runner = await createWorkflowRunner(platform);
    try {
      await runner.run(tenTaskRequest('one'));
      const head = await platform.store.head();
      await monitoring.reached(head);
      const events = await platform.store.readAll({ after: 0, limit: head });
      return { events, shown: await monitoring.queries.workflows() };
    } finally {
      await runner.close();
      await close();
    }
  });
}

const ownersOf = (events: readonly RecordedEvent[]) =>
  new Set(events.map(({ type }) => (isEventType(type) ? ownerOf(type) : 'unknown')));

describe('a workflow of the benchmark', () => {
  it('leaves the whole history of its ten tasks in the log, by all five services that append', async () => {
    const { events, shown } = await runOneWorkflow();
    const owners = ownersOf(events);
    expect(services.filter((name) => !owners.has(name))).toEqual(['monitoring']);
    const count = (type: EventType) => events.filter((event) => event.type === type).length;
    const ofTasks = wayOfTheTasks.filter((type) => !type.startsWith('workflow.'));
    // The last `queue.removed` is written while the workflow is completed, before or after.
    const lacking = ofTasks.filter((type) => count(type) < (type === 'queue.removed' ? 9 : 10));
    expect(lacking).toEqual([]);
    expect(wayOfTheTasks.filter((type) => count(type) === 0)).toEqual([]);
    expect(shown).toMatchObject([{ state: 'completed' }]);
  });
});

describe('a history', () => {
  it('is taken up by all services as what they did themselves', async () => {
    await inTemporaryFolder(async (folder) => {
      const dataDirectory = join(folder, '.atms');
      const written = await writeHistory(dataDirectory, 3);
      const { platform, monitoring, close } = await openSixServices({
        dataDirectory,
        agentKinds: tenTaskAgents,
      });
      const shown = await monitoring.queries.workflows();
      const head = await platform.store.head();
      await close();
      expect(head).toBeGreaterThanOrEqual(written);
      expect(shown.map(({ state }) => state)).toEqual(Array(4).fill('completed'));
    });
  });
});

describe('the benchmark', () => {
  it('says of every section what it measured, for people and for programs', async () => {
    const benchmark = await runBenchmark(tiny, sectionKeys, () => {});
    const { sections } = JSON.parse(JSON.stringify(benchmark)) as typeof benchmark;
    expect(sections.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const figures = sections.flatMap((section) => section.figures);
    expect(figures.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
    const table = asTable(benchmark);
    for (const { name } of figures) expect(table).toContain(name);
    expect(table).toContain('Not measured:');
  });
});
