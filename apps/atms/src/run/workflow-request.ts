import { createHash } from 'node:crypto';
import type { CommandPayload } from '@atms/contracts';
import type { Check, Deadline, Plan, PlanTask } from '@atms/plan';

type Request = CommandPayload<'RequestWorkflow'>;

/** Where a plan's work is to land. */
export interface Target {
  /** Top folder of the repository. */
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
}

export interface Asked {
  readonly by: string;
  readonly mode?: 'continue' | 'new';
  /** What a deadline such as `4h` counts from; now, when it is not given. */
  readonly at?: Date;
}

export function workflowRequest(plan: Plan, target: Target, asked: Asked): Request {
  const around = { plan, at: asked.at ?? new Date() };
  return {
    name: plan.name,
    goal: plan.goal,
    planHash: hashOf(plan),
    ...target,
    by: asked.by,
    ...(asked.mode === undefined ? {} : { mode: asked.mode }),
    tasks: plan.tasks.map((task) => asRequested(task, around)),
  };
}

/** Of what the plan says, not of how it is written: a comment changes nothing. */
function hashOf({ goal, prepare, tasks }: Plan): string {
  return createHash('sha256').update(JSON.stringify({ goal, prepare, tasks })).digest('hex');
}

interface Around {
  readonly plan: Plan;
  readonly at: Date;
}

function asRequested({ deadline, ...task }: PlanTask, around: Around): Request['tasks'][number] {
  const { prepare } = around.plan;
  return {
    ...task,
    skills: [...task.skills],
    paths: [...task.paths],
    acceptance: [...task.acceptance],
    dependencies: [...task.dependencies],
    checks: typeof task.checks === 'string' ? task.checks : task.checks.map(asRequestedCheck),
    ...(prepare === undefined ? {} : { prepare }),
    ...(deadline === undefined ? {} : { deadline: instantOf(deadline, around.at) }),
  };
}

type RequestedCheck = Exclude<Request['tasks'][number]['checks'], string>[number];

function asRequestedCheck(check: Check): RequestedCheck {
  if (typeof check === 'string' || !('licences' in check)) return check;
  return { licences: [...check.licences] };
}

function instantOf(deadline: Deadline, from: Date): string {
  if ('at' in deadline) return deadline.at;
  return new Date(from.getTime() + deadline.afterMs).toISOString();
}
