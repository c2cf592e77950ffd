import { createHash } from 'node:crypto';
import type { CommandPayload } from '@atms/contracts';
import type { Plan, PlanTask } from '@atms/plan';

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
}

export function workflowRequest(plan: Plan, target: Target, asked: Asked): Request {
  return {
    name: plan.name,
    goal: plan.goal,
    planHash: hashOf(plan),
    ...target,
    by: asked.by,
    ...(asked.mode === undefined ? {} : { mode: asked.mode }),
    tasks: plan.tasks.map((task) => asRequested(task, plan)),
  };
}

/** Of what the plan says, not of how it is written: a comment changes nothing. */
function hashOf({ goal, prepare, tasks }: Plan): string {
  return createHash('sha256').update(JSON.stringify({ goal, prepare, tasks })).digest('hex');
}

function asRequested(task: PlanTask, { prepare }: Plan): Request['tasks'][number] {
  return {
    ...task,
    skills: [...task.skills],
    paths: [...task.paths],
    acceptance: [...task.acceptance],
    dependencies: [...task.dependencies],
    checks: typeof task.checks === 'string' ? task.checks : [...task.checks],
    ...(prepare === undefined ? {} : { prepare }),
  };
}
