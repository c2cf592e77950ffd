/** Faults against what the task-manager makes of other services' events, and of workflows. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const reactions: readonly CodeFault[] = [
  {
    name: 'an unproven attempt that is taken for passed',
    file: 'processes/task-process.ts',
    replace: 'switch (verdict) {',
    by: "switch (verdict === 'unproven' ? 'passed' : verdict) {",
    spec: 'processes/task-process.spec.ts',
    test: 'with the verdict unproven is for a person: no agent can mend that',
  },
  {
    name: 'a verdict on a candidate that is taken for one on the attempt',
    file: 'processes/task-process.ts',
    replace:
      "  if (of === 'candidate' && (verdict === 'passed' || verdict === 'failed')) return [];\n",
    by: '',
    spec: 'processes/task-process.spec.ts',
    test: 'as a candidate is not its business: passed',
  },
  {
    name: 'a refused merge that opens another attempt',
    file: 'processes/task-process.ts',
    replace: "  if (reason === 'refused') return [];\n",
    by: '',
    spec: 'processes/task-process.spec.ts',
    test: 'that was refused opens nothing: the attempt was void before',
  },
  {
    name: 'a slot given back after all was done that ends the attempt',
    file: 'processes/task-process.ts',
    replace: " && event.data.reason === 'lease-over'",
    by: '',
    spec: 'processes/task-process.spec.ts',
    test: 'because it was executed says nothing',
  },
  {
    name: 'a dead letter that nobody hears of',
    file: 'processes/task-process.ts',
    replace:
      "  if (isEvent(event, 'deadletter.recorded')) return afterDeadLetter(event.data, board);\n",
    by: '',
    spec: 'processes/task-process.spec.ts',
    test: 'on the way of a task asks a person, about the attempt that the letter was about',
  },
];

const workflows: readonly CodeFault[] = [
  {
    name: 'the end of a workflow with an open task',
    file: 'processes/workflow-process.ts',
    replace: `  if (open.some((task) => canStart(workflow, task))) return [];
  return open.length > 0
    ? cancelAll(open, 'a task that it depends on did not complete')
    : [finish(workflow)];`,
    by: '  return [finish(workflow)];',
    spec: 'processes/workflow-process.spec.ts',
    test: 'completes the workflow when all have completed',
  },
  {
    name: 'the end of a workflow before all of its tasks were created',
    file: 'processes/workflow-process.ts',
    replace: "workflow.life !== 'approved' || !isWhole(workflow)",
    by: "workflow.life !== 'approved'",
    spec: 'processes/workflow-process.spec.ts',
    test: 'ends nothing while tasks of the plan are not created yet',
  },
  {
    name: 'a workflow completed although one of its tasks failed',
    file: 'processes/workflow-process.ts',
    replace: "const bad = [...tasks.values()].filter((task) => task.life !== 'completed');",
    by: "const bad = [...tasks.values()].filter((task) => task.life === 'open');",
    spec: 'processes/workflow-process.spec.ts',
    test: 'fails the workflow when one has not, and says which',
  },
  {
    name: 'dependants of a bad end that stay open for ever',
    file: 'processes/workflow-process.ts',
    replace: "? cancelAll(open, 'a task that it depends on did not complete')",
    by: '? []',
    spec: 'processes/workflow-process.spec.ts',
    test: 'are cancelled, near and far, when nothing else is open',
  },
  {
    name: 'tasks that go on after their workflow was cancelled',
    file: 'processes/workflow-process.ts',
    replace: "return cancelAll(openTasks(workflow), 'workflow cancelled');",
    by: 'return [];',
    spec: 'processes/workflow-process.spec.ts',
    test: 'cancels every task that is open, and no other',
  },
  {
    name: 'a task that comes back after its workflow was cancelled',
    file: 'processes/workflow-process.ts',
    replace: '? cancelLate(workflow, event.data.taskId)',
    by: '? []',
    spec: 'processes/workflow-process.spec.ts',
    test: 'cancels a task that comes back from a conflict',
  },
  {
    name: 'a plan carried out before anybody approved it',
    file: 'domain/workflow.ts',
    replace: "return state.life === 'approved' ? accept(event) : accept();",
    by: 'return isOver(state) ? accept() : accept(event);',
    spec: 'domain/workflow.spec.ts',
    test: 'is not by its tasks before it was approved or after it was cancelled',
  },
  {
    name: 'a changed plan that nobody notices',
    file: 'api/request-workflow.ts',
    replace: "mode ?? (planHash === unfinished.request.planHash ? 'continue' : 'ask')",
    by: "mode ?? 'continue'",
    spec: 'api/request-workflow.spec.ts',
    test: 'is refused until somebody says which of the two is meant',
  },
  {
    name: 'a plan begun twice beside itself',
    file: 'projections/named-workflows.ts',
    replace: 'known.unfinished.find(isUnfinished)',
    by: "known.unfinished.find(({ life }) => life === 'requested')",
    spec: 'api/request-workflow.spec.ts',
    test: 'continues its workflow as long as that is unfinished',
  },
  {
    name: 'a command that begins a second workflow when it is sent again',
    file: 'api/request-workflow.ts',
    replace: '  if (begun !== undefined) return answer(context, begun, { continued: false });\n',
    by: '',
    spec: 'api/request-workflow.spec.ts',
    test: 'sent again is answered with the workflow that it began, also after its end',
  },
  {
    name: 'a plan whose tasks wait for each other',
    file: 'api/request-workflow.ts',
    replace: 'planFault(payload.tasks) ?? oversize(beginning.tasks)',
    by: 'oversize(beginning.tasks)',
    spec: 'api/request-workflow.spec.ts',
    test: 'is refused',
  },
  {
    name: 'a merge whose outcome nobody heard',
    file: 'processes/left-over.ts',
    replace: 'board.unheardOutcomes().flatMap(',
    by: 'board.unheardOutcomes().slice(1).flatMap(',
    spec: 'service.spec.ts',
    test: 'is found by the sweep: merge.applied of an accepted attempt',
  },
  {
    name: 'an approved plan whose tasks nobody created',
    file: 'processes/left-over.ts',
    replace: '[...board.workflowsUnderWay()].flatMap(',
    by: '[...board.workflowsUnderWay()].slice(1).flatMap(',
    spec: 'service.spec.ts',
    test: 'is found by the sweep: tasks of an approved plan',
  },
  {
    name: 'a workflow that ends although tasks were added to it meanwhile',
    file: 'domain/workflow.ts',
    replace: 'if (taskCount !== state.planTaskIds.size) return accept();',
    by: 'if (taskCount < 0) return accept();',
    spec: 'domain/workflow.spec.ts',
    test: 'keeps a workflow open for whoever has not seen the new tasks',
  },
];

export const workflowFaults = faultsIn('services/task-manager/src', [...reactions, ...workflows]);
