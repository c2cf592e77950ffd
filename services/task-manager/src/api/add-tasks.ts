import {
  type CommandPayload,
  hasEnded,
  isUnfinished,
  type KnownWorkflow,
  streams,
  type TaskSpec,
} from '@atms/contracts';
import { reject } from '@atms/eventsourcing';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import { pathFault } from '../domain/path-fault.ts';
import { planFault } from '../domain/plan-fault.ts';
import { caughtUp, type CommandContext } from './context.ts';
import { oversize, withIds } from './plan-specs.ts';

type Payload = CommandPayload<'AddTasks'>;

/**
 * Adds to an approved workflow. Whether the ids are free is decided in its stream; the rest stays true once it is:
 * tasks are never taken out of a plan. One that ended long ago is known to its stream alone, which answers what it
 * answered before, or that it is over.
 */
export async function addTasks(
  context: CommandContext,
  payload: Payload,
  envelope: CommandEnvelope,
): Promise<Decided> {
  await caughtUp(context);
  const { workflowId, by } = payload;
  const workflow = context.board.workflow(workflowId);
  const plan = workflow === undefined ? [] : planOf(workflow);
  const tasks = withIds(context.ports.ids, { workflowId, tasks: payload.tasks, known: plan });
  const fault = faultOf(payload.tasks, workflow) ?? pathFault(payload.tasks) ?? oversize(tasks);
  if (fault !== undefined) return reject('plan-not-possible', fault);
  const outcome = await context.aggregates.workflow({
    correlationId: workflowId,
    ...envelope,
    stream: streams.workflow(workflowId),
    command: { type: 'AddTasks', tasks, by },
  });
  if (outcome.kind === 'rejected') return outcome;
  const body = { workflowId, taskIds: tasks.map(({ taskId }) => taskId) };
  return { kind: 'accepted', position: outcome.position, body };
}

/** The same request once more finds its own tasks in the plan: they are none that it could depend on the end of. */
function faultOf(tasks: Payload['tasks'], workflow: KnownWorkflow | undefined): string | undefined {
  if (workflow === undefined) return undefined;
  const added = new Set(tasks.map(({ planTaskId }) => planTaskId));
  const plan = planOf(workflow);
  const earlier = plan.filter(({ planTaskId }) => !added.has(planTaskId));
  const ids = earlier.map(({ planTaskId }) => planTaskId);
  const isNew = earlier.length === plan.length;
  return planFault(tasks, ids) ?? (isNew ? badEnd(tasks, workflow) : undefined);
}

/** Of a workflow that has ended the plan is forgotten; its tasks are known still. */
function planOf(workflow: KnownWorkflow): readonly TaskSpec[] {
  if (isUnfinished(workflow)) return workflow.planned;
  return [...workflow.tasks.values()].map(({ spec }) => spec);
}

/** Of a task that one of these depends on: it could never start. */
function badEnd(tasks: Payload['tasks'], { tasks: known }: KnownWorkflow): string | undefined {
  const bad = new Map(
    [...known.values()]
      .filter((task) => hasEnded(task) && task.life !== 'completed')
      .map(({ spec, life }) => [spec.planTaskId, life]),
  );
  for (const { planTaskId, dependencies } of tasks) {
    const dependency = dependencies.find((one) => bad.has(one));
    if (dependency !== undefined) {
      return `'${planTaskId}' depends on '${dependency}', which is ${bad.get(dependency) ?? 'over'} and will not complete`;
    }
  }
  return undefined;
}
