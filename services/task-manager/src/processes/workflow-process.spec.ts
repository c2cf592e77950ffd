import { describe, expect, it } from 'vitest';
import { createdTask, hashOf, requestedWorkflow, retriedTask, taskSpec } from '@atms/testkit';
import type { TaskSpec } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { createToldBoard, type ToldBoard } from '../testing/told-board.ts';
import { outstanding, reactForWorkflow } from './workflow-process.ts';

const by = 'pat';
const workflow = { workflowId: 'W', by };
const about = (taskId: string) => ({ workflowId: 'W', taskId, attempt: 1 });
const task = (taskId: string, ...dependencies: string[]) => taskSpec({ taskId, dependencies });

/** A workflow whose plan was approved, and all or some of whose tasks were created. */
function approved(tasks: readonly TaskSpec[], createdTasks = tasks) {
  const told = createToldBoard();
  told.tell('workflow.requested', requestedWorkflow());
  told.tell('workflow.planned', { workflowId: 'W', part: 1, parts: 1, tasks: [...tasks] });
  const approval = told.tell('workflow.approved', workflow);
  for (const spec of createdTasks) told.tell('task.created', createdTask(spec));
  const react = (event: RecordedEvent) => reactForWorkflow(event, told.board);
  return { ...told, approval, react };
}

const completed = ({ tell }: ToldBoard, taskId: string) =>
  tell('task.completed', { ...about(taskId), tree: hashOf('d') });
const failed = ({ tell }: ToldBoard, taskId: string) =>
  tell('task.failed', { ...about(taskId), reason: '', by });
const cancelled = ({ tell }: ToldBoard, taskId: string) =>
  tell('task.cancelled', { ...about(taskId), reason: '', by });
const escalated = ({ tell }: ToldBoard, taskId: string) =>
  tell('task.escalated', { ...about(taskId), reason: 'unproven', message: '', findings: [] });

const cancelOf = (taskId: string, reason: string) => ({
  to: 'task',
  taskId,
  command: { type: 'CancelTask', by: 'workflow', reason },
});
const hopeless = 'a task that it depends on did not complete';
const complete = (taskCount: number) => [
  { to: 'workflow', workflowId: 'W', command: { type: 'CompleteWorkflow', taskCount } },
];
const failure = (reason: string, taskCount: number) => [
  { to: 'workflow', workflowId: 'W', command: { type: 'FailWorkflow', reason, taskCount } },
];

describe('an addition to a plan', () => {
  it('is created, and keeps the workflow open until it has ended too', () => {
    const all = approved([task('T1')]);
    completed(all, 'T1');
    const added = task('T2', 'T1');
    const part = { part: 1, parts: 1, tasks: [added] };
    const extended = all.tell('workflow.extended', { ...workflow, ...part });
    const create = { type: 'CreateTask', task: createdTask(added) };
    expect(all.react(extended)).toEqual([{ to: 'task', taskId: 'T2', command: create }]);
    expect(all.react(all.tell('task.created', createdTask(added)))).toEqual([]);
    expect(all.react(completed(all, 'T2'))).toEqual(complete(2));
  });
});

describe('an addition in several parts', () => {
  const parts = (...tasks: readonly TaskSpec[]) =>
    tasks.map((spec, index) => ({ part: index + 1, parts: tasks.length, tasks: [spec] }));
  const created = (requests: readonly { readonly command: object }[]) =>
    requests.map(({ command }) => ('task' in command ? command.task : command));

  it('is created part by part, each task by the part that names it', () => {
    const all = approved([task('T1')]);
    const added = [task('T2', 'T3'), task('T3', 'T1')];
    const extended = parts(...added).map((part) =>
      all.tell('workflow.extended', { ...workflow, ...part }),
    );
    expect(extended.map((event) => created(all.react(event)))).toEqual(
      added.map((spec) => [createdTask(spec)]),
    );
  });

  it('creates nothing once more, and nothing after the end of the workflow', () => {
    const all = approved([task('T1')]);
    const [first, second] = parts(task('T2'), task('T3')).map((part) =>
      all.tell('workflow.extended', { ...workflow, ...part }),
    );
    all.tell('task.created', createdTask(task('T2')));
    expect(first && all.react(first)).toEqual([]);
    all.tell('workflow.cancelled', { ...workflow, reason: '' });
    expect(second && all.react(second)).toEqual([]);
  });

  it('leaves to the sweep whatever is missing, of the plan and of its additions', () => {
    const all = approved([task('T1'), task('T2')], [task('T1')]);
    for (const part of parts(task('T3'), task('T4'))) {
      all.tell('workflow.extended', { ...workflow, ...part });
    }
    all.tell('task.created', createdTask(task('T3')));
    const known = all.board.workflow('W');
    expect(known && created(outstanding(known, all.board))).toEqual(
      [task('T2'), task('T4')].map((spec) => createdTask(spec)),
    );
  });
});

describe('the approval of a plan', () => {
  it('creates its tasks, each with its first attempt on the line of the workflow', () => {
    const { approval, react } = approved([task('T1'), task('T2', 'T1')], []);
    expect(react(approval)).toEqual([
      { to: 'task', taskId: 'T1', command: { type: 'CreateTask', task: createdTask(task('T1')) } },
      {
        to: 'task',
        taskId: 'T2',
        command: { type: 'CreateTask', task: createdTask(task('T2', 'T1')) },
      },
    ]);
  });

  it('creates nothing any more when the workflow was cancelled meanwhile', () => {
    const { approval, react, tell } = approved([task('T1')], []);
    tell('workflow.cancelled', { ...workflow, reason: '' });
    expect(react(approval)).toEqual([]);
  });
});

describe('the end of the last task', () => {
  it('completes the workflow when all have completed', () => {
    const all = approved([task('T1'), task('T2')]);
    expect(all.react(completed(all, 'T1'))).toEqual([]);
    expect(all.react(completed(all, 'T2'))).toEqual(complete(2));
  });

  it('fails the workflow when one has not, and says which', () => {
    const all = approved([task('T1'), task('T2'), task('T3')]);
    failed(all, 'T1');
    completed(all, 'T2');
    const reason = 'Not every task completed: T1 failed, T3 cancelled';
    expect(all.react(cancelled(all, 'T3'))).toEqual(failure(reason, 3));
  });

  it('says so in a sentence that fits, however many did not', () => {
    const tasks = Array.from({ length: 1_000 }, (_, index) => task(`T${index}`));
    const all = approved(tasks);
    const events = tasks.map(({ taskId }) => failed(all, taskId));
    const last = events.at(-1);
    const [request] = last === undefined ? [] : all.react(last);
    expect(request?.to === 'workflow' && JSON.stringify(request.command).length).toBeLessThan(
      4_100,
    );
  });

  it('ends nothing while tasks of the plan are not created yet', () => {
    const all = approved([task('T1'), task('T2')], [task('T1')]);
    expect(all.react(completed(all, 'T1'))).toEqual([]);
  });

  it('ends nothing twice', () => {
    const all = approved([task('T1')]);
    const last = completed(all, 'T1');
    all.tell('workflow.completed', { workflowId: 'W' });
    expect(all.react(last)).toEqual([]);
  });
});

describe('tasks that depend on a bad end', () => {
  it('are cancelled, near and far, when nothing else is open', () => {
    const all = approved([task('T1'), task('T2', 'T1'), task('T3', 'T2')]);
    expect(all.react(failed(all, 'T1'))).toEqual([
      cancelOf('T2', hopeless),
      cancelOf('T3', hopeless),
    ]);
  });

  it('wait as long as another task may go on', () => {
    const all = approved([task('T1'), task('T2', 'T1'), task('T3'), task('T4', 'T3')]);
    expect(all.react(failed(all, 'T1'))).toEqual([]);
    expect(all.react(completed(all, 'T3'))).toEqual([]);
    expect(all.react(completed(all, 'T4'))).toEqual([cancelOf('T2', hopeless)]);
  });

  it('wait as long as a task waits for a person', () => {
    const all = approved([task('T1'), task('T2', 'T1'), task('T3')]);
    escalated(all, 'T3');
    expect(all.react(failed(all, 'T1'))).toEqual([]);
    expect(all.react(failed(all, 'T3'))).toEqual([cancelOf('T2', hopeless)]);
  });

  it('are cancelled also when one is created after everything else has ended', () => {
    const all = approved([task('T1'), task('T2', 'T1')], [task('T1')]);
    expect(all.react(failed(all, 'T1'))).toEqual([]);
    const late = all.tell('task.created', createdTask(task('T2', 'T1')));
    expect(all.react(late)).toEqual([cancelOf('T2', hopeless)]);
  });

  it('are cancelled once: what becomes of one says nothing about the others, until it is the last', () => {
    const all = approved([task('T1'), task('T2', 'T1'), task('T3', 'T2'), task('T4', 'T1')]);
    expect(all.react(failed(all, 'T1'))).toHaveLength(3);
    expect(all.react(cancelled(all, 'T3'))).toEqual([]);
    expect(all.react(cancelled(all, 'T2'))).toEqual([]);
    const reason = 'Not every task completed: T1 failed, T2 cancelled, T3 cancelled, T4 cancelled';
    expect(all.react(cancelled(all, 'T4'))).toEqual(failure(reason, 4));
  });

  it('are cancelled by the last of those that ended, when the others are heard of later', () => {
    const all = approved([task('T1'), task('T2', 'T1'), task('T3'), task('T4')]);
    const ended = [failed(all, 'T1'), completed(all, 'T3'), completed(all, 'T4')];
    expect(ended.map((event) => all.react(event))).toEqual([[], [], [cancelOf('T2', hopeless)]]);
  });

  it('may be a chain of ten thousand', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      index === 0 ? task('T0') : task(`T${index}`, `T${index - 1}`),
    ).toReversed();
    const all = approved(chain);
    expect(all.react(failed(all, 'T0'))).toHaveLength(9_999);
  });
});

describe('a workflow that is cancelled', () => {
  it('cancels every task that is open, and no other', () => {
    const all = approved([task('T1'), task('T2'), task('T3'), task('T4')]);
    completed(all, 'T1');
    escalated(all, 'T2');
    all.tell('task.accepted', { ...about('T3'), tree: hashOf('d') });
    const event = all.tell('workflow.cancelled', { ...workflow, reason: '' });
    const why = 'workflow cancelled';
    expect(all.react(event)).toEqual(['T2', 'T3', 'T4'].map((taskId) => cancelOf(taskId, why)));
  });

  it.each([
    ['is created late', (all: ToldBoard) => all.tell('task.created', createdTask(task('T2')))],
    [
      'comes back from a conflict',
      ({ tell }: ToldBoard) =>
        tell('task.retried', retriedTask({ taskId: 'T1', cause: 'conflict', counted: false })),
    ],
    ['comes back to a person', (all: ToldBoard) => escalated(all, 'T1')],
  ])('cancels a task that %s', (_, happens) => {
    const all = approved([task('T1'), task('T2')], [task('T1')]);
    all.tell('workflow.cancelled', { ...workflow, reason: '' });
    const event = happens(all);
    const { taskId } = event.data as { readonly taskId: string };
    expect(all.react(event)).toEqual([cancelOf(taskId, 'workflow cancelled')]);
  });

  it('is not ended by its tasks', () => {
    const all = approved([task('T1')]);
    all.tell('workflow.cancelled', { ...workflow, reason: '' });
    expect(all.react(completed(all, 'T1'))).toEqual([]);
  });
});

describe('what says nothing about a workflow', () => {
  it('is passed over', () => {
    const all = approved([task('T1')]);
    expect(all.react(all.tell('workflow.paused', workflow))).toEqual([]);
    expect(all.react(all.tell('task.accepted', { ...about('T1'), tree: hashOf('d') }))).toEqual([]);
    const unknown = all.tell('task.cancelled', {
      ...about('T1'),
      workflowId: 'V',
      reason: '',
      by,
    });
    expect(all.react(unknown)).toEqual([]);
  });
});
