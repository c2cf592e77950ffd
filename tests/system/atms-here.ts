/** ATMS in this process, composed as no command line can ask for: rough, with every service twice, or held by a test. */
import { join } from 'node:path';
import type { PolledEvents, WorkflowDetail } from '../../services/monitoring/src/index.ts';
import { parsePlan } from '@atms/plan';
import { loadConfig } from '@atms/platform/config';
import { openDataDirectory } from '@atms/platform/embedded';
import { openRepository } from '@atms/platform/git';
import type { AtmsClient } from '../../apps/atms/src/client.ts';
import { openAtms, type OpenAtmsOptions } from '../../apps/atms/src/compose.ts';
import { openClient } from '../../apps/atms/src/open-client.ts';
import { chooseTarget } from '../../apps/atms/src/run/choose-target.ts';
import { reached } from '../../apps/atms/src/run/positions.ts';
import { slugOf } from '../../apps/atms/src/run/slug.ts';
import { workflowRequest } from '../../apps/atms/src/run/workflow-request.ts';
import type { Workplace } from '../faults/killed-runs.ts';

export type Special = Pick<OpenAtmsOptions, 'replicas' | 'rough' | 'seams'>;

export interface AtmsHere {
  readonly client: AtmsClient;
  /** Requests and approves a plan. @returns the workflow's id */
  begin(plan: string): Promise<string>;
  /** The workflow, once it has ended or waits for a person. */
  settled(workflowId: string): Promise<WorkflowDetail>;
  /** Resolves when the queue has let go of every task: that may be after the workflow's end. */
  released(workflow: WorkflowDetail): Promise<void>;
  close(): Promise<void>;
}

/** With the configuration that stands in the repository, and nothing of the caller's environment. */
export async function openAtmsHere(workplace: Workplace, special: Special): Promise<AtmsHere> {
  const { repository } = workplace;
  const dataDirectory = join(repository, '.atms');
  const { dataDirectoryId } = await openDataDirectory(dataDirectory);
  const cache = join(workplace.cache, 'atms', dataDirectoryId);
  const { config } = await loadConfig({ folder: repository });
  const { client, close } = await openClient({
    dataDirectory,
    config,
    act: true,
    log: silent,
    openAtms: (options) => openAtms({ ...options, ...special, cache, onFatal: rethrow }),
  });
  return {
    client,
    close,
    begin: (plan) => begin(client, repository, plan),
    settled: (workflowId) => settled(client, workflowId),
    released: (workflow) => released(client, workflow),
  };
}

const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function quiet(): void {
  // What went wrong is asserted on the log of events.
}

function rethrow(error: unknown): never {
  throw error;
}

async function begin(client: AtmsClient, folder: string, text: string): Promise<string> {
  const reading = parsePlan(text, { fileName: 'plan.yaml' });
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  const { plan } = reading;
  const target = await chooseTarget(await openRepository(folder), `atms/${slugOf(plan.name)}`);
  const { notes: _, ...asked } = target;
  const { body } = await client.post('RequestWorkflow', workflowRequest(plan, asked, { by: 'me' }));
  const { workflowId } = body as { readonly workflowId: string };
  await client.post('ApproveWorkflow', { workflowId, by: 'me' });
  return workflowId;
}

async function settled(client: AtmsClient, workflowId: string): Promise<WorkflowDetail> {
  const read = () => client.get<WorkflowDetail>(`/api/workflows/${workflowId}`);
  let workflow = await read();
  for await (const _ of eventsOf(client, workflowId)) {
    if (workflow.endedAt !== null || workflow.waitsForPerson) break;
    workflow = await read();
  }
  return workflow;
}

async function released(client: AtmsClient, workflow: WorkflowDetail): Promise<void> {
  const held = new Set(workflow.tasks.map(({ taskId }) => taskId));
  for await (const events of eventsOf(client, workflow.workflowId)) {
    for (const { type, taskId } of events) {
      if (type === 'queue.removed' && taskId !== null) held.delete(taskId);
    }
    if (held.size === 0) return;
  }
}

/** Page after page, from the first event on; an empty one when nothing has come for half a second. */
async function* eventsOf(client: AtmsClient, workflowId: string) {
  for (let after = 0; ;) {
    const page = `workflow=${workflowId}&after=${after}&limit=200&waitMs=500`;
    const { events } = await client.get<PolledEvents>(`/api/events?${page}`);
    after = events.at(-1)?.position ?? after;
    yield events;
  }
}

/** Decides on a workflow or task, and resolves when the views hold it. */
export async function decided(client: AtmsClient, ...post: Parameters<AtmsClient['post']>) {
  const { position } = await client.post(...post);
  await reached(client, position);
}
