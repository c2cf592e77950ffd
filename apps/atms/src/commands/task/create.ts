/** A task that stands in no plan: in a workflow that is under way, or in one of its own. */
import type { Priority } from '@atms/contracts';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { WorkflowDetail } from '@atms/monitoring';
import { undecidableBecause } from '@atms/plan';
import { openDataDirectory } from '@atms/platform/embedded';
import { z } from 'zod';
import type { AtmsClient } from '../../client.ts';
import { personName, withClient } from '../../command-context.ts';
import type { CommandContext, Opened } from '../../command-context.ts';
import { findHome } from '../../data-directory.ts';
import { chooseTarget } from '../../run/choose-target.ts';
import { refuseOtherHolders } from '../../run/other-holders.ts';
import { slugOf } from '../../run/slug.ts';
import { oneLine } from '../../terminal.ts';
import { sayDecided } from '../say-decided.ts';
import { findWorkflow } from '../workflow.ts';
import { checkAble } from './check-able.ts';
import { requestOfOne } from './request-of-one.ts';
import { changesOf, listed, type NewTask, type TaskFlags } from './task-flags.ts';

export interface CreateFlags extends TaskFlags {
  readonly workflow?: string;
  readonly dependsOn?: string;
  readonly paths?: string;
  readonly priority?: Priority;
  /** Of the workflow of its own. */
  readonly branch?: string;
}

export async function createTask(
  context: CommandContext,
  name: string,
  flags: CreateFlags,
): Promise<number> {
  const task = newTask(name, flags);
  const { workflow } = flags;
  if (workflow !== undefined) {
    return withClient(context, async (client, opened) => {
      await checkAble(client, task);
      const found = await findWorkflow(client, workflow);
      return addTo(context, client, { workflow: found, task, opened });
    });
  }
  if (task.dependencies.length > 0) {
    throw new AtmsError(
      'usage',
      '--depends-on names tasks of a workflow: say which one with --workflow REF (the newest: --workflow newest)',
    );
  }
  return createAlone(context, task, flags.branch);
}

function newTask(name: string, flags: CreateFlags): NewTask {
  const { dependsOn = '', paths = '', priority = 'medium' } = flags;
  return {
    planTaskId: 'T1',
    name,
    description: '',
    acceptance: [],
    estimateMs: 0,
    skills: [],
    checks: 'found',
    onFailure: 'escalate',
    ...changesOf(flags, new Date()),
    dependencies: listed(dependsOn),
    paths: patternsOf(paths),
    priority,
  };
}

/** By the rule that plans have, so that none leads out of the repository. */
function patternsOf(paths: string): string[] {
  const patterns = listed(paths);
  for (const pattern of patterns) {
    const reason = undecidableBecause(pattern);
    if (reason !== undefined)
      throw new AtmsError('usage', `--paths: the pattern '${pattern}' ${reason}`);
  }
  return patterns;
}

interface Addition {
  readonly workflow: WorkflowDetail;
  readonly task: NewTask;
  readonly opened: Opened;
}

/** Ids are given by looking; somebody else may have looked at the same moment, and then it is the next one. */
async function addTo(
  context: CommandContext,
  client: AtmsClient,
  { workflow, task, opened }: Addition,
): Promise<number> {
  const { workflowId, name } = workflow;
  const taken = new Set(workflow.tasks.map(({ planTaskId }) => planTaskId));
  for (;;) {
    const planTaskId = freeId(taken);
    try {
      const tasks = [{ ...task, planTaskId }];
      const asked = { workflowId, tasks, by: personName() };
      const { taskIds } = added.parse((await client.post('AddTasks', asked)).body);
      const then = whenItBegins(context, opened);
      const sentence = `${planTaskId} is added to '${oneLine(name)}'; ${then}`;
      return sayDecided(context, sentence, { workflowId, taskId: taskIds.join(), planTaskId });
    } catch (error) {
      if (!hasCode(error, 'task-exists')) throw error;
      taken.add(planTaskId);
    }
  }
}

const added = z.object({ taskIds: z.array(z.string()) });

function freeId(taken: ReadonlySet<string>): string {
  let number = taken.size + 1;
  while (taken.has(`T${number}`)) number += 1;
  return `T${number}`;
}

async function createAlone(
  context: CommandContext,
  task: NewTask,
  branch = `atms/${slugOf(task.name)}`,
): Promise<number> {
  const { repository, dataDirectory } = await findHome(context.folder);
  const { notes, ...target } = await chooseTarget(repository, branch);
  await refuseOtherHolders(repository, branch);
  await openDataDirectory(dataDirectory);
  return withClient(context, async (client, opened) => {
    await checkAble(client, task);
    for (const note of notes) context.terminal.say(oneLine(note));
    const { workflowId, isNew } = await requestOfOne(client, task, target);
    const { tasks } = await findWorkflow(client, workflowId);
    const taskId = tasks.map((one) => one.taskId).join();
    const then = `${isNew ? '' : 'it is there already; '}${whenItBegins(context, opened)}`;
    const what = `'${oneLine(task.name)}' is a workflow of its own on the branch ${oneLine(branch)}`;
    return sayDecided(context, `${what}; ${then}`, { workflowId, taskId, planTaskId: 'T1' });
  });
}

function whenItBegins({ atms }: CommandContext, { isServed }: Opened): string {
  return isServed ? 'it begins when its turn comes' : `carry it out with: ${atms} up`;
}
