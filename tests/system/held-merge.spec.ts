/** From the acceptance of an attempt until the outcome of its merge nobody but the merge decides about the task. */
import type { Repository } from '@atms/platform/git';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  git,
  makeWorkplace,
  nothing,
  readLeftOver,
  readLog,
  removeWorkplace,
  type Workplace,
} from '../faults/killed-runs.ts';
import type { WorkflowDetail } from '../../services/monitoring/src/index.ts';
import { type AtmsHere, openAtmsHere } from './atms-here.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

describe('what comes while a merge is under way', () => {
  let workplace: Workplace;
  let atms: AtmsHere;
  let workflowId: string;
  let taskId: string;
  let ended: WorkflowDetail;
  let events: readonly LoggedEvent[];
  const held = holdFirstSwap();
  const answers: Record<string, unknown> = {};

  beforeAll(async () => {
    workplace = await makeWorkplace();
    atms = await openAtmsHere(workplace, { seams: { repository: held.wrap } });
    workflowId = await atms.begin(twoTasks);
    await held.reached;
    const { tasks } = await atms.client.get<WorkflowDetail>(`/api/workflows/${workflowId}`);
    taskId = tasks.find(({ planTaskId }) => planTaskId === 'T1')?.taskId ?? '';
    const by = 'somebody';
    answers['cancel'] = await codeOf(atms.client.post('CancelTask', { taskId, by, reason: 'no' }));
    answers['retry'] = await codeOf(atms.client.post('RetryTask', { taskId, by }));
    answers['reject'] = await codeOf(atms.client.post('RejectTask', { taskId, by, reason: 'no' }));
    answers['whole'] = await codeOf(
      atms.client.post('CancelWorkflow', { workflowId, by, reason: 'all of it' }),
    );
    held.release();
    ended = await atms.settled(workflowId);
    await atms.released(ended);
    await atms.close();
    events = await readLog(workplace);
  });
  afterAll(() => removeWorkplace(workplace));

  it('is refused with merge-under-way when it is a cancel or a retry of the task', () => {
    expect(answers).toMatchObject({ cancel: 'merge-under-way', retry: 'merge-under-way' });
    expect(answers['reject']).not.toBe('accepted');
  });

  it('may be a cancel of the workflow, which the merge outlives: its task completes, the others are cancelled', async () => {
    expect(answers['whole']).toBe('accepted');
    expect(ended.state).toBe('cancelled');
    const order = events.map(({ type }) => type);
    expect(order.indexOf('merge.applied')).toBeGreaterThan(order.indexOf('workflow.cancelled'));
    const ends = events.flatMap((event) =>
      event.type === 'task.completed' || event.type === 'task.cancelled' ? [event] : [],
    );
    expect(ends.map(({ type, data }) => [type, data.taskId === taskId])).toEqual(
      expect.arrayContaining([
        ['task.completed', true],
        ['task.cancelled', false],
      ]),
    );
    expect(ends).toHaveLength(2);
    expect(await git(workplace.repository, 'show', 'atms/held:one.txt')).toBe('one');
    expect(findBreaches(events)).toEqual([]);
    expect(await readLeftOver(workplace, events)).toEqual(nothing);
  });
});

/** The first move of a branch waits until it is released. */
function holdFirstSwap() {
  const reached = createMoment();
  const free = createMoment();
  const wrap = (repository: Repository): Repository => ({
    ...repository,
    compareAndSwap: async (swap) => {
      if (swap.ref.startsWith('refs/heads/')) {
        reached.comes();
        await free.hasCome;
      }
      return repository.compareAndSwap(swap);
    },
  });
  return { wrap, reached: reached.hasCome, release: free.comes };
}

function createMoment() {
  let comes = () => {};
  const hasCome = new Promise<void>((resolve) => {
    comes = resolve;
  });
  return { hasCome, comes };
}

/** `accepted`, or the code of the rejection. */
async function codeOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    await answer;
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

const twoTasks = `
name: held
checks: none
tasks:
  - { id: T1, name: Is being merged, run: echo one > one.txt }
  - { id: T2, name: Comes after, dependencies: [T1], run: echo two > two.txt }
`;
