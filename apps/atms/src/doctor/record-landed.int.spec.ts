/** What a saved log is told of merges, for logs that end where a line or a task was in the middle of something. */
import { eventDefinition, type EventData, type EventType, streams } from '@atms/contracts';
import { createMemoryEventStore, type EventStore } from '@atms/eventsourcing';
import { openRepository } from '@atms/platform/git';
import {
  createdTask,
  createGitRepository,
  type GitRepository,
  hashOf,
  requestedWorkflow,
  taskSpec,
} from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordLanded } from './record-landed.ts';

const at = '2030-01-01T00:00:00.000Z';
const key = { workflowId: 'W', taskId: 'T1' };

describe('a saved log', () => {
  let repository: GitRepository;
  let store: EventStore;
  let base: string;

  beforeEach(async () => {
    repository = await createGitRepository();
    store = createMemoryEventStore();
    base = await repository.git('rev-parse', 'HEAD');
    await tell('workflow-W', 'workflow.requested', requestedWorkflow({ base }));
    const tasks = [taskSpec(), taskSpec({ taskId: 'T2' })];
    await tell('workflow-W', 'workflow.planned', { workflowId: 'W', part: 1, parts: 1, tasks });
    await tell('workflow-W', 'workflow.approved', { workflowId: 'W', by: 'pat' });
    await tell('task-T1', 'task.created', createdTask());
  });
  afterEach(() => repository.close());

  async function tell<T extends EventType>(
    stream: string,
    type: T,
    data: EventData<T>,
  ): Promise<void> {
    const revision = (await store.readStream(stream)).at(-1)?.revision;
    const eventId = `${stream}/${revision ?? 'first'}`;
    const metadata = { commandId: eventId, correlationId: 'W', time: at };
    const expected = revision ?? 'no-stream';
    await store.append({ stream, expected, events: [{ eventId, type, data, metadata }] });
  }

  /** A commit at the end of the branch, kept as the merge of this attempt. */
  async function land(taskId: string, attempt: number, branch = 'atms/w'): Promise<string> {
    const head = await repository.git('rev-parse', branch).catch(() => base);
    const message = `${taskId} ${attempt}`;
    const commit = await repository.git('commit-tree', '-p', head, '-m', message, 'HEAD^{tree}');
    await repository.git('update-ref', `refs/heads/${branch}`, commit);
    await repository.git('update-ref', `refs/atms/merges/${taskId}/${attempt}`, commit);
    return commit;
  }

  async function learn() {
    const head = await store.head();
    const recovery = { repository: await openRepository(repository.top), store, at };
    const count = await recordLanded(recovery);
    const events = await store.readAll({ after: head, limit: 100 });
    for (const { type, data } of events) eventDefinition(type as EventType).schema.parse(data);
    return { count, types: events.map(({ type }) => type), events };
  }

  it('that knows a task as escalated learns of the attempt that a person opened', async () => {
    await tell('task-T1', 'task.escalated', escalated);
    const commit = await land('T1', 2);
    const { count, types, events } = await learn();
    expect(count).toBe(1);
    expect(types).toEqual(['task.retried', 'merge.started', 'task.accepted', 'merge.applied']);
    expect(events.at(-1)?.data).toMatchObject({ ...key, attempt: 2, base, commit });
  });

  it('that ends with an open merge says that it was in vain, when the line went on without', async () => {
    const open = { ...key, lineId: 'L', attempt: 1, base, commit: hashOf('b'), tree: hashOf('d') };
    await tell(streams.merge('L'), 'merge.started', open);
    await tell('task-T1', 'task.accepted', { ...key, attempt: 1, tree: hashOf('d') });
    await land('T2', 1);
    const { types, events } = await learn();
    const merged = ['merge.conflicted', 'merge.started', 'task.accepted', 'merge.applied'];
    expect(types).toEqual(['task.created', ...merged]);
    expect(events[1]?.data).toMatchObject({ taskId: 'T1', attempt: 1, reason: 'moved' });
  });

  it('that ends with an open merge which nothing came after is left as it is', async () => {
    const open = { ...key, lineId: 'L', attempt: 1, base, commit: hashOf('b'), tree: hashOf('d') };
    await tell(streams.merge('L'), 'merge.started', open);
    expect(await learn()).toMatchObject({ count: 0, types: [] });
  });

  it('that lost the end of two workflows learns of each what is on its branch, in that order', async () => {
    const change = { workflowId: 'V', branch: 'atms/v', lineId: 'M', base };
    await tell('workflow-V', 'workflow.requested', requestedWorkflow(change));
    const tasks = [taskSpec({ taskId: 'V1' })];
    await tell('workflow-V', 'workflow.planned', { workflowId: 'V', part: 1, parts: 1, tasks });
    const late = await land('V1', 3, 'atms/v');
    const second = await land('T2', 1);
    const first = await land('T1', 2);
    // Of another line, and one that did not land: the last attempt is not the one that counts.
    await land('T2', 4, 'atms/v');
    const lost = await repository.git('commit-tree', '-m', 'lost', 'HEAD^{tree}');
    await repository.git('update-ref', 'refs/atms/merges/T1/10', lost);
    const { count, events } = await learn();
    expect(count).toBe(3);
    const applied = events.filter(({ type }) => type === 'merge.applied');
    const tree = await repository.git('rev-parse', 'HEAD^{tree}');
    const ofV = { workflowId: 'V', taskId: 'V1', lineId: 'M' };
    const ofL = { ...key, lineId: 'L' };
    expect(applied.map(({ stream, data }) => ({ stream, data }))).toEqual([
      { stream: 'merge-L', data: { ...ofL, taskId: 'T2', attempt: 1, base, commit: second, tree } },
      { stream: 'merge-M', data: { ...ofV, attempt: 3, base, commit: late, tree } },
      { stream: 'merge-L', data: { ...ofL, attempt: 2, base: second, commit: first, tree } },
    ]);
  });

  it('that has the end of a task learns nothing of it', async () => {
    await land('T1', 1);
    await tell('task-T1', 'task.cancelled', { ...key, attempt: 1, by: 'pat', reason: 'no' });
    expect(await learn()).toMatchObject({ count: 0, types: [] });
  });
});

const escalated: EventData<'task.escalated'> = {
  ...key,
  attempt: 1,
  reason: 'unproven',
  message: 'nothing was checked',
  findings: [],
};
