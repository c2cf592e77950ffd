import { createHash } from 'node:crypto';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import { z } from 'zod';
import type { AtmsClient } from '../../client.ts';
import { personName } from '../../command-context.ts';
import { reached } from '../../run/positions.ts';
import type { Target } from '../../run/workflow-request.ts';
import type { NewTask } from './task-flags.ts';

const requested = z.object({ workflowId: z.string(), continued: z.boolean(), life: z.string() });

/**
 * A workflow of one task, approved by whoever asks for it. The same task again is the same workflow while that is
 * unfinished, and another one afterwards.
 * @throws AtmsError `task-name-taken` when another task of this name is unfinished.
 */
export async function requestOfOne(
  client: AtmsClient,
  task: NewTask,
  target: Target,
): Promise<{ readonly workflowId: string; readonly isNew: boolean }> {
  const first = await request(client, task, { target });
  const again = first.life === 'completed';
  const workflow = again ? await request(client, task, { target, mode: 'new' }) : first;
  const { workflowId, life } = workflow;
  if (life !== 'requested') return { workflowId, isNew: false };
  const approval = await client.post('ApproveWorkflow', { workflowId, by: personName() });
  await reached(client, approval.position);
  return { workflowId, isNew: true };
}

interface Asked {
  readonly target: Target;
  readonly mode?: 'new';
}

async function request(client: AtmsClient, task: NewTask, { target, mode }: Asked) {
  const { repository, branch, base } = target;
  const { name } = task;
  const planHash = createHash('sha256').update(JSON.stringify(task)).digest('hex');
  const asked = { name: name.slice(0, 200), goal: name, planHash, repository, branch, base };
  const more = { by: personName(), tasks: [task], ...(mode === undefined ? {} : { mode }) };
  try {
    return requested.parse((await client.post('RequestWorkflow', { ...asked, ...more })).body);
  } catch (error) {
    throw hasCode(error, 'plan-changed') ? nameTaken(name, error) : error;
  }
}

/** The rejection speaks of plans, and of options that only `run` has. */
function nameTaken(name: string, cause: unknown): AtmsError {
  return new AtmsError(
    'task-name-taken',
    `A workflow '${name}' is under way already, with another text. Choose another name, or add a task to it with --workflow`,
    { cause },
  );
}
