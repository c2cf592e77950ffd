import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { openMonitoringHost } from '../spec-support/monitoring-host.ts';
import {
  attemptKey,
  begun,
  cancelled,
  carriedOut,
  escalated,
  executed,
  planned,
  queued,
  ready,
  registered,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import { createStory, lineId, specOf, taskIdOf, workflowId } from '../spec-support/story.ts';

const openHost = openedPerTest(openMonitoringHost);

const tasks = [
  { id: 'T1', name: 'Schema' },
  { id: 'T2', name: 'Login', dependencies: ['T1'] },
  { id: 'T3', name: 'Docs' },
];

describe('the status', () => {
  it('shows progress, what runs, what waits, who works and what was given up', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), tasks), 'T1');
    escalated(underWay(underWay(story, 'T2'), 'T3'), 'T3');
    story.happened('deadletter.recorded', {
      consumer: 'queue__executor',
      eventId: 'e1',
      eventType: 'task.executed',
      position: 3,
      deliveries: 10,
      error: 'x',
    });
    await host.tell(story);
    const status = await host.monitoring.queries.status();
    expect(status.workflows).toMatchObject([
      { state: 'running', progress: { ended: 1, total: 3, percent: 33 } },
    ]);
    expect(status.running.map((task) => task.planTaskId)).toEqual(['T2']);
    expect(status.waiting).toMatchObject([
      {
        planTaskId: 'T3',
        commands: [
          `atms task retry ${taskIdOf('T3')}`,
          `atms reject ${taskIdOf('T3')}`,
          `atms task update ${taskIdOf('T3')} --description TEXT`,
        ],
      },
    ]);
    expect(status.agents).toMatchObject([{ agentId: 'box.shell', slots: 2, slotsUsed: 2 }]);
    expect(status.deadLetters).toMatchObject([
      {
        eventType: 'task.executed',
        error: 'x',
        command: 'atms deadletter redrive queue__executor e1',
      },
    ]);
  });

  it('is empty before anything happened', async () => {
    const host = await openHost();
    expect(await host.monitoring.queries.status()).toEqual({
      workflows: [],
      running: [],
      waiting: [],
      agents: [],
      deadLetters: [],
    });
  });
});

describe('the queue', () => {
  it('shows what waits of all workflows of a line, each with its reasons, in the order of their turns', async () => {
    const host = await openHost();
    const story = ready(begun(registered(createStory()), tasks), 'T3');
    const other = { workflowId: 'W2', taskId: taskIdOf('U1'), attempt: 1 };
    planned(story, [{ id: 'U1', name: 'Urgent' }], 'W2');
    story.happened('workflow.approved', { workflowId: 'W2', by: 'ada' });
    story.happened('task.created', { ...specOf({ id: 'U1' }), ...other, lineId, attempt: 1 });
    queued(story, 'U1', { ...other, priority: 'critical' });
    await host.tell(story);
    const { entries } = await host.monitoring.queries.queue();
    expect(
      entries.map(({ planTaskId, workflowName, causes }) => [
        planTaskId,
        workflowName,
        ...causes.map(({ text }) => text),
      ]),
    ).toEqual([
      ['U1', 'plan W2', 'waits for its turn behind T3'],
      ['T1', 'plan W1', 'waits for its turn behind T3'],
      ['T2', 'plan W1', 'waits for T1'],
    ]);
    story.happened('workflow.cancelled', { workflowId: 'W2', by: 'ada', reason: '' });
    const deadline = story.now();
    const word = { ...attemptKey(story, 'T2'), lineId, priority: 'medium' as const, by: 'ada' };
    await host.tell(story.happened('queue.prioritized', { ...word, deadline }));
    const left = await host.monitoring.queries.queue();
    expect(left.entries).toMatchObject([
      { planTaskId: 'T2', priority: 'medium', deadline, parts: { deadline: 30 } },
      { planTaskId: 'T1', deadline: null },
    ]);
  });
});

describe('a workflow', () => {
  it('shows its tasks in the order of the plan, its progress and the time left', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), tasks), 'T1', 30_000);
    await host.tell(underWay(story, 'T2'));
    await host.clock.advance(40_000);
    const workflow = await host.monitoring.queries.newestWorkflow();
    expect(workflow).toMatchObject({
      overallProgress: 33,
      elapsedMs: 40_000,
      remainingMs: 30_000,
      waitsForPerson: false,
      tasksByState: { completed: 1, running: 1, queued: 1 },
    });
    expect(workflow?.tasks.map((task) => [task.planTaskId, task.state, task.actualMs])).toEqual([
      ['T1', 'completed', 30_000],
      ['T2', 'running', 10_000],
      ['T3', 'queued', null],
    ]);
    expect(workflow?.tasks[1]?.dependencies).toEqual(['T1']);
  });

  it('is found by its id, its name, as the newest, and by the beginning of its id', async () => {
    const host = await openHost();
    const story = planned(planned(createStory(), tasks, 'W1AA'), tasks, 'W1BB');
    await host.tell(story);
    const found = async (ref: string) => {
      const reference = await host.monitoring.queries.workflow(ref);
      return reference.kind === 'found' ? reference.found.workflowId : reference.kind;
    };
    expect(
      await Promise.all(['W1AA', 'w1aa', 'plan W1AA', 'newest', 'W1B', 'w1b'].map(found)),
    ).toEqual(['W1AA', 'W1AA', 'W1AA', 'W1BB', 'W1BB', 'W1BB']);
    expect(await Promise.all(['W1', 'W2', '', '%'].map(found))).toEqual([
      'ambiguous',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(await host.monitoring.queries.workflow('W1')).toMatchObject({
      candidates: ['W1BB', 'W1AA'],
    });
  });

  it('that was cancelled has come as far as it completed', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), tasks), 'T1');
    cancelled(cancelled(story, 'T2', 'no more'), 'T3', 'no more');
    story.happened('workflow.cancelled', { workflowId, reason: 'no more', by: 'ada' });
    await host.tell(story);
    expect(await host.monitoring.queries.newestWorkflow()).toMatchObject({
      overallProgress: 33,
      progress: { ended: 3, total: 3, percent: 33 },
    });
  });

  it('has no time left to tell while nothing can move without a person', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), tasks), 'T1');
    await host.tell(escalated(underWay(escalated(underWay(story, 'T2'), 'T2'), 'T3'), 'T3'));
    const workflow = await host.monitoring.queries.newestWorkflow();
    expect(workflow).toMatchObject({ waitsForPerson: true });
    expect(workflow).not.toHaveProperty('remainingMs');
  });

  it('has a report', async () => {
    const host = await openHost();
    const story = carriedOut(begun(registered(createStory()), [{ id: 'T1' }]), 'T1', 4_000);
    await host.tell(story.happened('workflow.completed', { workflowId }));
    expect(await host.monitoring.queries.report('newest')).toMatchObject({
      kind: 'found',
      found: { state: 'completed', merged: 1, tasks: [{ planTaskId: 'T1', actualMs: 4_000 }] },
    });
  });
});

describe('a task', () => {
  it('is found by its plan id within the newest workflow, its id, and the beginning of its id', async () => {
    const host = await openHost();
    await host.tell(begun(createStory(), tasks));
    const found = async (ref: string) => {
      const reference = await host.monitoring.queries.task(ref);
      return reference.kind === 'found' ? reference.found.planTaskId : reference.kind;
    };
    expect(
      await Promise.all(['T2', taskIdOf('T2'), '01taskt2', '01TASK', 'T9'].map(found)),
    ).toEqual(['T2', 'T2', 'T2', 'ambiguous', 'unknown']);
  });

  it('is found in another workflow than the newest: unfinished ones first, by its workflow, or by its name', async () => {
    const host = await openHost();
    const story = createStory();
    const named = (id: string, planTaskId: string) => ({ ...specOf({ id }), planTaskId });
    const plans = { W1: ['s1', 's2', 'old'], W2: ['s1', 's2'], W3: ['s1', 'late'], W4: ['T1'] };
    for (const [id, names] of Object.entries(plans)) {
      const planTasks = names.map((name) => named(`${id}-${name}`, name));
      planned(story, [{ id: `${id}-first` }], id).happened('workflow.planned', {
        workflowId: id,
        part: 1,
        parts: 1,
        tasks: planTasks,
      });
    }
    story.happened('workflow.cancelled', { workflowId: 'W1', by: 'ada', reason: '' });
    await host.tell(story);
    const found = async (ref: string) => {
      const reference = await host.monitoring.queries.task(ref);
      if (reference.kind === 'ambiguous') return reference.candidates;
      return reference.kind === 'found' ? reference.found.taskId : reference.kind;
    };
    const asked = ['s2', 'old', 's1', 'plan W1/s2', 'w3/late', 'task w4-t1', 'plan W1/late'];
    expect(await Promise.all(asked.map(found))).toEqual([
      taskIdOf('W2-s2'),
      taskIdOf('W1-old'),
      ['plan W3/s1', 'plan W2/s1'],
      taskIdOf('W1-s2'),
      taskIdOf('W3-late'),
      taskIdOf('W4-T1'),
      'unknown',
    ]);
  });

  it('shows its attempts, gates and approvals', async () => {
    const host = await openHost();
    const story = executed(underWay(begun(createStory(), tasks), 'T1'), 'T1', {
      outcome: 'failed',
    });
    underWay(retried(story, 'T1', 'agent-failed'), 'T1').happened('approval.requested', {
      ...attemptKey(story, 'T1'),
      approvalId: 'A1',
      action: 'npm install',
      detail: 'left-pad',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    await host.tell(story);
    expect(await host.monitoring.queries.task('T1')).toMatchObject({
      found: {
        attempt: 2,
        why: 'waits for leave to npm install (A1)',
        attempts: [
          { attempt: 1, outcome: 'failed', endCause: 'agent-failed' },
          { attempt: 2, agentId: 'box.shell', outcome: null },
        ],
        gates: [],
        approvals: [{ approvalId: 'A1', state: 'pending' }],
      },
    });
  });
});

describe('the events', () => {
  it('come in pages, name their task, and can be those of one workflow', async () => {
    const host = await openHost();
    const story = begun(registered(createStory()), [{ id: 'T1' }]);
    await host.tell(carriedOut(story, 'T1'));
    const { queries } = host.monitoring;
    const all = await queries.events({ after: 0, limit: 100 });
    expect(all.map((event) => event.position)).toEqual(story.events.map((event) => event.position));
    const page = await queries.events({ after: 3, limit: 2 });
    expect(page.map((event) => event.position)).toEqual([4, 5]);
    expect(all.find((event) => event.type === 'task.started')?.sentence).toBe(
      'T1: attempt 1 started on box.shell',
    );
    const own = await queries.events({ after: 0, limit: 100, workflowId });
    expect(own).toHaveLength(all.length - 1);
    expect(await queries.events({ after: 0, limit: 100, workflowId: 'W9' })).toEqual([]);
  });
});
