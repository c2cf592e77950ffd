import { streams } from '@atms/contracts';
import { createMemoryPorts, requestedWorkflow } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { namedWorkflows, workflowIdOf } from './named-workflows.ts';

const plan = { repository: '/repo', name: 'w' };

/** A log in which so many workflows of the name were requested, all but the last cancelled. */
async function logOf(count: number) {
  const { store, ids } = createMemoryPorts();
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const workflowId = workflowIdOf(ids, plan, ordinal);
    const events = [
      { type: 'workflow.requested', data: requestedWorkflow({ workflowId }) },
      { type: 'workflow.cancelled', data: { workflowId, by: 'pat', reason: '' } },
    ];
    await store.append({
      stream: streams.workflow(workflowId),
      expected: 'no-stream',
      events: events.slice(0, ordinal === count - 1 ? 1 : 2).map((event, index) => ({
        ...event,
        eventId: `${workflowId}/${index}`,
        metadata: {
          commandId: `command-${ordinal}`,
          correlationId: workflowId,
          time: '2030-01-01T00:00:00.000Z',
        },
      })),
    });
  }
  return { store, ids };
}

describe('workflows of one name in one repository', () => {
  it('are none at first, and none of another name or in another repository', async () => {
    expect(await namedWorkflows(await logOf(0), plan)).toEqual({ count: 0 });
    const log = await logOf(2);
    expect(await namedWorkflows(log, { ...plan, name: 'other' })).toEqual({ count: 0 });
    expect(await namedWorkflows(log, { ...plan, repository: '/other' })).toEqual({ count: 0 });
  });

  it('are counted, however many there were, by few questions', async () => {
    for (const count of [1, 2, 3, 4, 5, 6, 7, 8, 9, 40]) {
      const { store, ids } = await logOf(count);
      let questions = 0;
      const asked: typeof store = {
        ...store,
        readStream(...question) {
          questions += 1;
          return store.readStream(...question);
        },
      };
      expect((await namedWorkflows({ store: asked, ids }, plan)).count).toBe(count);
      expect(questions).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count + 1)) + 2);
    }
  });

  it('are known by the last, and by what became of it', async () => {
    const { store, ids } = await logOf(3);
    const { last } = await namedWorkflows({ store, ids }, plan);
    expect(last).toMatchObject({
      workflowId: workflowIdOf(ids, plan, 2),
      life: 'requested',
    });
  });
});
