/** The services as the application composes them, over a log on disk and a clock that stands still. */
import { join } from 'node:path';
import { type CommandName, type CommandPayload, isEventType, ownerOf } from '@atms/contracts';
import type { Config } from '@atms/platform/config';
import { type EmbeddedPlatform, openEmbedded } from '@atms/platform/embedded';
import type { Repository } from '@atms/platform/git';
import type { Service, ServicePorts } from '@atms/platform/service';
import { createRepositories, runStep } from '@atms/platform/workspace';
import {
  createGitRepository,
  createVirtualClock,
  createWitness,
  type GitRepository,
  type VirtualClock,
  type Witness,
} from '@atms/testkit';
import {
  type Composition,
  composeDeciding,
  composeWorking,
} from '../../apps/atms/src/compose-services.ts';

type Name = Service['name'];

export interface ComposedServices extends Witness {
  readonly repository: GitRepository;
  readonly platform: EmbeddedPlatform;
  readonly clock: VirtualClock;
  readonly ports: ServicePorts;
  /** Starts some of a replica's services; they are stopped when all is closed. */
  start(replica: Partial<Replica>): Promise<void>;
  /** Requests and approves a plan of one task. @returns its id. */
  begin(task: { readonly run: string }): Promise<string>;
  ask<N extends CommandName>(
    service: Name,
    name: N,
    payload: CommandPayload<N>,
  ): ReturnType<EmbeddedPlatform['commands']['request']>;
}

export interface Replica {
  readonly number: number;
  readonly services: readonly Name[];
  readonly ports: ServicePorts;
  readonly repository: (repository: Repository) => Repository;
}

const config: Config = {
  agents: [{ kind: 'shell', adapter: 'shell', slots: 1, skills: [], env: {}, allowEnv: [] }],
  maxAgents: 10,
  approvals: { auto: [], expireAfterMs: 3_600_000 },
  retries: {
    sameAgent: 2,
    anotherAgent: 2,
    interruptions: 10,
    backoffMs: 1_000,
    backoffFactor: 2,
    backoffMaxMs: 60_000,
  },
  lease: { leaseMs: 30_000, renewEveryMs: 5_000 },
  timeouts: { taskMs: 120_000, gateMs: 120_000, prepareMs: 120_000 },
  outputLimitBytes: 1_000_000,
  checkpointEveryMs: 3_600_000,
  port: 0,
};

export async function openComposedServices(): Promise<ComposedServices> {
  const repository = await createGitRepository();
  const clock = createVirtualClock();
  const platform = await openEmbedded({
    dataDirectory: join(repository.top, '.atms'),
    sourceOf: (event) => (isEventType(event.type) ? ownerOf(event.type) : 'unknown'),
    log: silent,
    onFatal: fail,
    clock,
    snapshotEvery: 5,
  });
  const ports: ServicePorts = { ...platform, log: silent, onFatal: fail };
  const witness = createWitness(platform.store);
  const started: Service[] = [];
  let count = 0;

  const services: ComposedServices = {
    repository,
    platform,
    clock,
    ports,
    ...witness,
    async start(replica) {
      const composed = compose(services, { ports, ...replica });
      for (const service of composed) {
        started.push(service);
        await service.start();
      }
    },
    async begin({ run }) {
      const request = await services.ask(
        'task-manager',
        'RequestWorkflow',
        await planOf(repository, run),
      );
      const [requested] = await services.until('workflow.requested');
      if (request.kind === 'rejected' || requested === undefined) throw new Error('Not requested');
      const { workflowId } = requested;
      await services.ask('task-manager', 'ApproveWorkflow', { workflowId, by: 'pat' });
      return (await services.until('task.created'))[0]?.taskId ?? '';
    },
    ask: (service, name, payload) =>
      platform.commands.request({ service, name, payload, commandId: `ask-${++count}` }),
    async close() {
      for (const service of started.toReversed()) await service.stop();
      await witness.close();
      await platform.close();
      await repository.close();
    },
  };
  return services;
}

function compose(
  { platform, ports, repository: { root } }: ComposedServices,
  replica: Partial<Replica>,
): readonly Service[] {
  const { number = 1, services, repository = (one) => one } = replica;
  const open = createRepositories();
  const composition: Composition = {
    act: true,
    platform,
    ports: replica.ports ?? ports,
    config,
    cache: join(root, 'cache'),
    repositories: async (path) => repository(await open(path)),
    runStep,
    replica: number,
  };
  const all = [...composeDeciding(composition), ...composeWorking(composition)];
  return all.filter(({ name }) => services === undefined || services.includes(name));
}

async function planOf(
  { top, git }: GitRepository,
  run: string,
): Promise<CommandPayload<'RequestWorkflow'>> {
  const task = {
    planTaskId: 'T1',
    name: 'The task',
    description: '',
    acceptance: [],
    estimateMs: 1_000,
    dependencies: [],
    skills: [],
    priority: 'medium',
    paths: [],
    run,
    checks: 'none',
    onFailure: 'escalate',
  } as const;
  const tasks = [{ ...task, acceptance: [], dependencies: [], skills: [], paths: [] }];
  const base = await git('rev-parse', 'main');
  const target = { repository: top, branch: 'atms/w', base };
  return { name: 'w', goal: 'Do it', planHash: 'plan', by: 'pat', ...target, tasks };
}

const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function quiet(): void {
  // What went wrong is asserted on the log of events.
}

function fail(error: unknown): never {
  throw error;
}
