import { describe, expect, it } from 'vitest';
import { given } from '@atms/eventsourcing';
import { requestedWorkflow, taskSpec } from '@atms/testkit';
import { type WorkflowCommand, workflowDecider, type WorkflowEvent } from './workflow.ts';

const by = 'pat';
const workflowId = 'W';
const request = requestedWorkflow();
const tasks = [taskSpec(), taskSpec({ taskId: 'T2', dependencies: ['T1'] })];

const requested: WorkflowEvent = { type: 'workflow.requested', data: request };
const approved: WorkflowEvent = { type: 'workflow.approved', data: { workflowId, by } };
const paused: WorkflowEvent = { type: 'workflow.paused', data: { workflowId, by } };
const resumed: WorkflowEvent = { type: 'workflow.resumed', data: { workflowId, by } };
const cancelled: WorkflowEvent = {
  type: 'workflow.cancelled',
  data: { workflowId, by, reason: 'too dear' },
};
const completed: WorkflowEvent = { type: 'workflow.completed', data: { workflowId } };
const failed: WorkflowEvent = {
  type: 'workflow.failed',
  data: { workflowId, reason: 'T1 failed' },
};

const begin: WorkflowCommand = { type: 'RequestWorkflow', request, tasks };
const approve: WorkflowCommand = { type: 'ApproveWorkflow', by };
const pause: WorkflowCommand = { type: 'PauseWorkflow', by };
const resume: WorkflowCommand = { type: 'ResumeWorkflow', by };
const cancel: WorkflowCommand = { type: 'CancelWorkflow', by, reason: 'too dear' };
const complete = { type: 'CompleteWorkflow', taskCount: 0 } as const;
const fail = { type: 'FailWorkflow', reason: 'T1 failed', taskCount: 0 } as const;
const third = taskSpec({ taskId: 'T3', dependencies: ['T1'] });
const add: WorkflowCommand = { type: 'AddTasks', tasks: [third], by };
const planned: WorkflowEvent = {
  type: 'workflow.planned',
  data: { workflowId, part: 1, parts: 1, tasks },
};
const extended: WorkflowEvent = {
  type: 'workflow.extended',
  data: { workflowId, by, part: 1, parts: 1, tasks: [third] },
};

const after = (...events: readonly WorkflowEvent[]) => given(workflowDecider, events);
const accepts = (...events: readonly WorkflowEvent[]) => ({ kind: 'accepted', events });
const nothing = accepts();
const rejectsWith = (code: string) => ({ kind: 'rejected', rejection: { code } });

describe('a workflow', () => {
  it('begins with its request and its whole plan, in one append', () => {
    expect(after().when(begin)).toEqual(
      accepts(requested, {
        type: 'workflow.planned',
        data: { workflowId, part: 1, parts: 1, tasks },
      }),
    );
  });

  it('begins once', () => {
    expect(after(requested).when(begin)).toEqual(nothing);
    expect(after(requested, approved, completed).when(begin)).toEqual(nothing);
  });

  it.each([approve, add, pause, resume, cancel, complete, fail])(
    'that nobody asked for knows no $type',
    (command) => {
      expect(after().when(command)).toMatchObject(rejectsWith('workflow-not-found'));
    },
  );

  it.each([cancelled, completed, failed])('has its end with $type', (end) => {
    const ended = after(requested, approved, end);
    for (const command of [pause, resume]) {
      expect(ended.when(command)).toMatchObject(rejectsWith('workflow-already-ended'));
    }
    for (const command of [complete, fail]) expect(ended.when(command)).toEqual(nothing);
  });
});

describe('the approval of a plan', () => {
  it('is by a person or by a rule that is named', () => {
    expect(after(requested).when(approve)).toEqual(accepts(approved));
    const policy = 'run --yes';
    expect(after(requested).when({ ...approve, policy })).toEqual(
      accepts({ type: 'workflow.approved', data: { workflowId, by, policy } }),
    );
  });

  it('again is accepted, after the end refused', () => {
    expect(after(requested, approved).when(approve)).toEqual(nothing);
    for (const end of [cancelled, completed, failed]) {
      expect(after(requested, end).when(approve)).toMatchObject(
        rejectsWith('workflow-already-ended'),
      );
    }
  });
});

describe('cancelling', () => {
  it('rejects a plan that was not approved', () => {
    expect(after(requested).when(cancel)).toEqual(accepts(cancelled));
  });

  it('ends an approved workflow, also a paused one', () => {
    expect(after(requested, approved).when(cancel)).toEqual(accepts(cancelled));
    expect(after(requested, approved, paused).when(cancel)).toEqual(accepts(cancelled));
  });

  it('again is accepted, after another end refused', () => {
    expect(after(requested, cancelled).when(cancel)).toEqual(nothing);
    for (const end of [completed, failed]) {
      expect(after(requested, approved, end).when(cancel)).toMatchObject(
        rejectsWith('workflow-already-ended'),
      );
    }
  });
});

describe('the pause of a workflow', () => {
  it.each([
    ['a plan that waits for approval', [requested]],
    ['an approved workflow', [requested, approved]],
  ] as const)('is a flag that can be set and taken back for %s', (_, events) => {
    expect(after(...events).when(pause)).toEqual(accepts(paused));
    expect(after(...events).when(resume)).toEqual(nothing);
    expect(after(...events, paused).when(pause)).toEqual(nothing);
    expect(after(...events, paused).when(resume)).toEqual(accepts(resumed));
  });

  it('changes nothing of what is decided', () => {
    for (const command of [approve, cancel, complete, fail]) {
      for (const events of [[requested], [requested, approved]]) {
        expect(after(...events, paused).when(command)).toEqual(after(...events).when(command));
      }
    }
  });
});

describe('the end of a workflow', () => {
  it('is by its tasks when it was approved', () => {
    expect(after(requested, approved).when(complete)).toEqual(accepts(completed));
    expect(after(requested, approved).when(fail)).toEqual(accepts(failed));
  });

  it('is not by its tasks before it was approved or after it was cancelled', () => {
    for (const command of [complete, fail]) {
      expect(after(requested).when(command)).toEqual(nothing);
      expect(after(requested, approved, cancelled).when(command)).toEqual(nothing);
    }
  });
});

describe('adding tasks to a workflow', () => {
  const running = [requested, planned, approved];

  it('is for an approved one, also while it is paused', () => {
    expect(after(...running).when(add)).toEqual(accepts(extended));
    expect(after(...running, paused).when(add)).toEqual(accepts(extended));
  });

  it('waits for the approval of the plan, and says how to give it', () => {
    const decision = after(requested, planned).when(add);
    expect(decision).toMatchObject(rejectsWith('workflow-not-approved'));
    expect(JSON.stringify(decision)).toContain('atms approve W');
  });

  it.each([cancelled, completed, failed])('is refused after $type', (end) => {
    expect(after(...running, end).when(add)).toMatchObject(rejectsWith('workflow-already-ended'));
  });

  it('refuses an id that the plan or an earlier addition has', () => {
    const twice: WorkflowCommand = { type: 'AddTasks', tasks: [third, ...tasks], by };
    expect(after(...running).when(twice)).toMatchObject(rejectsWith('task-exists'));
    expect(after(...running, extended).when(add)).toMatchObject(rejectsWith('task-exists'));
  });

  it('costs what is added, and no copy of the plan', () => {
    const { evolve, initialState } = workflowDecider;
    const state = running.reduce(evolve, initialState());
    expect(evolve(state, extended).planTaskIds).toBe(state.planTaskIds);
  });

  it('keeps a workflow open for whoever has not seen the new tasks', () => {
    const all = after(...running, extended);
    for (const command of [complete, fail]) {
      expect(all.when({ ...command, taskCount: 2 })).toEqual(nothing);
      expect(all.when({ ...command, taskCount: 3 })).toMatchObject({ events: [{}] });
    }
  });
});
