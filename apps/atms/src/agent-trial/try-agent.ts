import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig, Config } from '@atms/platform/config';
import { openDataDirectory } from '@atms/platform/embedded';
import { z } from 'zod';
import type { AtmsClient } from '../client.ts';
import { personName } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { git } from '../git.ts';
import { openLog } from '../log.ts';
import { createLiveView } from '../render/live-view.ts';
import { follow } from '../run/follow.ts';
import { reached } from '../run/positions.ts';
import { openSession } from '../run/session.ts';
import type { Session } from '../run/session.ts';
import { workflowRequest } from '../run/workflow-request.ts';
import { readTrial } from './read-trial.ts';
import type { TrialFindings } from './read-trial.ts';
import { trialPlan } from './trial-plan.ts';

/** What came of letting an agent do a trivial task. */
export interface AgentTrial extends Omit<TrialFindings, 'outcome'> {
  readonly kind: string;
  readonly adapter: string;
  /** What it was asked for. */
  readonly asked: string;
  readonly outcome: TrialFindings['outcome'] | 'interrupted';
}

export interface TrialOptions {
  readonly agent: AgentConfig;
  readonly config: Config;
  readonly stopping: AbortSignal;
}

/** One attempt and no more; what it made is removed afterwards. */
export async function tryAgent(
  context: CommandContext,
  options: TrialOptions,
): Promise<AgentTrial> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atms-agent-test-')));
  try {
    return await tryIn(folder, context, options);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function tryIn(
  folder: string,
  context: CommandContext,
  { agent, config, stopping }: TrialOptions,
): Promise<AgentTrial> {
  const repository = await makeRepository(folder);
  const dataDirectory = join(folder, 'data');
  await openDataDirectory(dataDirectory);
  const log = openLog({ dataDirectory, debug: context.debug, say: () => undefined });
  const session = await openSession({
    dataDirectory,
    config: forOneAttempt(config, agent),
    act: true,
    log: log.log,
    openAtms: (wanted) => context.openAtms({ ...wanted, cache: join(folder, 'cache') }),
    onTakeOver: () => undefined,
  });
  try {
    const plan = trialPlan(agent);
    const target = { repository, branch: 'atms/agent-test', base: await headOf(repository) };
    const request = workflowRequest(plan, target, { by: personName() });
    const workflowId = await session.ask((client) => begin(client, request));
    const isOver = await followQuietly(context, session, { workflowId, stopping });
    const trial = { kind: agent.kind, adapter: agent.adapter, asked: plan.goal };
    const found = await session.ask(readTrial);
    const outcome = isOver ? found.outcome : 'interrupted';
    return { ...trial, ...found, outcome };
  } finally {
    await session.close();
    log.close();
  }
}

async function makeRepository(folder: string): Promise<string> {
  const repository = join(folder, 'repository');
  const own = ['-c', 'user.name=ATMS', '-c', 'user.email=agent-test@atms.invalid'];
  const plain = ['-c', 'commit.gpgSign=false', '-c', 'core.hooksPath=/dev/null'];
  await mkdir(repository);
  await git(repository, 'init', '--quiet', '--template=', '--initial-branch=main');
  const message = '--message=Begin';
  await git(repository, ...own, ...plain, 'commit', '--quiet', '--allow-empty', message);
  return repository;
}

async function headOf(repository: string): Promise<string> {
  return (await git(repository, 'rev-parse', 'HEAD')).trim();
}

function forOneAttempt(config: Config, agent: AgentConfig): Config {
  const retries = { ...config.retries, sameAgent: 0, anotherAgent: 0, interruptions: 0 };
  return { ...config, agents: [{ ...agent, slots: 1 }], maxAgents: 1, retries };
}

const requested = z.object({ workflowId: z.string() });

async function begin(
  client: AtmsClient,
  request: ReturnType<typeof workflowRequest>,
): Promise<string> {
  const { body } = await client.post('RequestWorkflow', request);
  const { workflowId } = requested.parse(body);
  const approval = { workflowId, by: personName(), policy: 'agent-test' };
  const { position } = await client.post('ApproveWorkflow', approval);
  await reached(client, position);
  return workflowId;
}

/** Nothing is shown: what counts is told at the end. @returns whether it came to an end by itself */
async function followQuietly(
  context: CommandContext,
  session: Session,
  { workflowId, stopping }: { readonly workflowId: string; readonly stopping: AbortSignal },
): Promise<boolean> {
  const terminal = { ...context.terminal, isLive: false, out: ignore, say: ignore };
  const view = createLiveView(terminal);
  const quiet = { ...context, terminal };
  const followed = await follow({ context: quiet, session, workflowId, after: 0, view, stopping });
  return followed.outcome !== 'interrupted';
}

function ignore(): void {
  // What is said on the way is in the transcript.
}
