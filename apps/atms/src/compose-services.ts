/** One replica of each service, with its settings and adapters. */
import { createAgentCoordinator } from '@atms/agent-coordinator';
import {
  createExecutor,
  createGitWorkspaces,
  createRecordedAgent,
  createShellAgent,
  type HostedAgent,
} from '@atms/executor';
import type { AgentConfig, Config } from '@atms/platform/config';
import type { EmbeddedPlatform } from '@atms/platform/embedded';
import type { Repository } from '@atms/platform/git';
import { skillsOf } from './agent-skills.ts';
import { allowedEnvironment } from '@atms/platform/process';
import type { Service, ServicePorts } from '@atms/platform/service';
import {
  createPreparedPackages,
  createPrepareWorktree,
  type PrepareWorktree,
  type RunStep,
} from '@atms/platform/workspace';
import { createQueue } from '@atms/queue';
import { createQualityGateway, createWorktreeGates } from '@atms/quality-gateway';
import { createTaskManager } from '@atms/task-manager';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

export interface Composition {
  readonly platform: EmbeddedPlatform;
  readonly ports: ServicePorts;
  readonly config: Config;
  /** Folder for worktrees and prepared packages, outside of the user's repository. */
  readonly cache: string;
  readonly repositories: (path: string) => Promise<Repository>;
  readonly runStep: RunStep;
  /** False: commands are decided, and nothing follows from it here. */
  readonly act: boolean;
  /** 1, 2, 3 … */
  readonly replica: number;
}

/** Extra times that gates are run when they could not be run. */
const gateReruns = 2;
const checkoutPollMs = 2_000;

/** The services that only decide. */
export function composeDeciding({ ports, config, act }: Composition): readonly Service[] {
  return [
    createTaskManager({
      ports,
      settings: { retries: config.retries, approvals: config.approvals },
    }),
    createQueue({ ports, settings: { cap: config.maxAgents }, act }),
    createAgentCoordinator({
      ports,
      settings: { lease: config.lease, maxAgents: config.maxAgents },
    }),
  ];
}

/** The services that act on the world. */
export function composeWorking(composition: Composition): readonly Service[] {
  const prepare = createPrepareWorktree({
    packages: createPreparedPackages(join(composition.cache, 'prepared')),
    runStep: composition.runStep,
  });
  return [composeExecutor(composition, prepare), composeGateway(composition, prepare)];
}

function composeExecutor(composition: Composition, prepare: PrepareWorktree): Service {
  const { platform, ports, config, cache, repositories, replica } = composition;
  const executorId = replica === 1 ? 'local' : `local-${replica}`;
  const environment = (extra: Readonly<Record<string, string>>, allow: readonly string[] = []) =>
    allowedEnvironment(process.env, extra, allow);
  return createExecutor({
    ports,
    signals: platform.signals,
    blobs: platform.blobs,
    agents: config.agents.map(hostAgent),
    environment,
    writeContext: (job, context) => writeContext(join(cache, executorId, 'context'), job, context),
    workspaces: (ownMoves) =>
      createGitWorkspaces({
        repositories,
        prepare,
        environment,
        ownMoves,
        worktreeDir: join(cache, executorId, 'worktrees'),
        snapshotDir: join(platform.dataDirectory, 'snapshots', executorId),
        undoneDir: join(platform.dataDirectory, 'undone'),
        prepareTimeoutMs: config.timeouts.prepareMs,
        maxOutputBytes: config.outputLimitBytes,
        report: (message) => ports.log.warn(message),
      }),
    settings: {
      executorId,
      dataDirectoryId: platform.dataDirectoryId,
      lease: config.lease,
      taskTimeoutMs: config.timeouts.taskMs,
      checkpointEveryMs: config.checkpointEveryMs,
      maxOutputBytes: config.outputLimitBytes,
    },
  });
}

function composeGateway(composition: Composition, prepare: PrepareWorktree): Service {
  const { platform, ports, config, cache, repositories, runStep, replica } = composition;
  return createQualityGateway({
    ports,
    blobs: platform.blobs,
    signals: platform.signals,
    repositories,
    errorReruns: gateReruns,
    checkoutPollMs,
    gates: createWorktreeGates({
      repositories,
      prepare,
      runStep,
      blobs: platform.blobs,
      worktreeDir: join(cache, `gates-${replica}`),
      cookiePrefix: `${platform.dataDirectoryId}/gates-${replica}`,
      environment: () => allowedEnvironment(process.env, { CI: 'true' }),
      gateTimeoutMs: config.timeouts.gateMs,
      prepareTimeoutMs: config.timeouts.prepareMs,
      maxOutputBytes: config.outputLimitBytes,
      concurrency: availableParallelism(),
      report: (message) => ports.log.warn(message),
    }),
  });
}

function hostAgent(config: AgentConfig): HostedAgent {
  const { kind, slots, env, allowEnv } = config;
  const skills = skillsOf(config);
  const agent =
    config.adapter === 'recorded'
      ? createRecordedAgent({ sessions: config.sessions ?? '' })
      : createShellAgent();
  return { kind, slots, skills, env, allowEnv, agent };
}

async function writeContext(
  folder: string,
  { taskId, attempt }: { readonly taskId: string; readonly attempt: number },
  context: unknown,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${taskId}-${attempt}.json`);
  await writeFile(file, `${JSON.stringify(context, null, 2)}\n`);
  return file;
}
