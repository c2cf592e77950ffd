import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestedWorkflow, taskSpec } from '@atms/testkit';
import { logOf } from '../testing/repeated-commands.ts';
import { type WorkflowCommand, workflowDecider, type WorkflowEvent } from './workflow.ts';

const begin: WorkflowCommand = {
  type: 'RequestWorkflow',
  request: requestedWorkflow(),
  tasks: [taskSpec()],
};
const commands = fc
  .array(
    fc.constantFrom<WorkflowCommand>(
      begin,
      { type: 'ApproveWorkflow', by: 'pat' },
      { type: 'PauseWorkflow', by: 'pat' },
      { type: 'ResumeWorkflow', by: 'pat' },
      { type: 'CancelWorkflow', by: 'pat', reason: '' },
      { type: 'AddTasks', tasks: [taskSpec({ taskId: 'T2' })], by: 'pat' },
      { type: 'AddTasks', tasks: [taskSpec({ taskId: 'T3' })], by: 'pat' },
      { type: 'CompleteWorkflow', taskCount: 1 },
      { type: 'CompleteWorkflow', taskCount: 2 },
      { type: 'FailWorkflow', reason: '', taskCount: 3 },
    ),
    { maxLength: 20 },
  )
  .map((others) => [begin, ...others]);

const ends = ['workflow.completed', 'workflow.failed', 'workflow.cancelled'];
const { decide, evolve, initialState } = workflowDecider;

function run(all: readonly WorkflowCommand[]): readonly WorkflowEvent[] {
  const log: WorkflowEvent[] = [];
  let state = initialState();
  for (const command of all) {
    const decision = decide(command, state);
    const decided = decision.kind === 'accepted' ? decision.events : [];
    log.push(...decided);
    state = decided.reduce(evolve, state);
    const again = decide(command, state);
    expect(again.kind === 'accepted' ? again.events : []).toEqual([]);
  }
  expect(log.reduce(evolve, initialState())).toEqual(state);
  return log;
}

describe('a workflow, whatever it is told', () => {
  it('has one end at most and nothing after it, and adds nothing when told the same again', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const log = run(all);
        const end = log.findIndex(({ type }) => ends.includes(type));
        if (end !== -1) expect(log.slice(end + 1)).toEqual([]);
      }),
    );
  });

  it('is approved before its tasks can complete or fail it', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const types = run(all).map(({ type }) => type);
        const byTasks = types.findIndex((type) => ends.slice(0, 2).includes(type));
        if (byTasks !== -1) expect(types.slice(0, byTasks)).toContain('workflow.approved');
      }),
    );
  });

  it('is not ended by who does not know all of its tasks', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const log: WorkflowEvent[] = [];
        let state = initialState();
        for (const command of all) {
          const decision = decide(command, state);
          const decided = decision.kind === 'accepted' ? decision.events : [];
          const known = log.flatMap(({ data }) => ('tasks' in data ? data.tasks : [])).length;
          if ('taskCount' in command && decided.length > 0) expect(command.taskCount).toBe(known);
          log.push(...decided);
          state = decided.reduce(evolve, state);
        }
      }),
    );
  });

  it('has the log of one whose commands come once, when they come twice to two replicas', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (all) => {
        expect(await logOf(workflowDecider, all, 2)).toEqual(await logOf(workflowDecider, all, 1));
      }),
      { numRuns: 50 },
    );
  });
});
