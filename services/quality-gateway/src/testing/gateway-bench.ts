/**
 * Gateways over a log in memory, with a real repository, real checkouts and real commands. The task-manager is a stand-in
 * that answers as it is told. For specs alone.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type EventData,
  type EventOf,
  type EventType,
  isEvent,
  streams,
  type TaskSpec,
} from '@atms/contracts';
import {
  type CommandAnswer,
  createLocalSignals,
  createMemoryBlobStore,
  type Signals,
} from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { allowedEnvironment } from '@atms/platform/process';
import type { Service } from '@atms/platform/service';
import {
  createPreparedPackages,
  createPrepareWorktree,
  createRepositories,
  runStep,
  type RunStep,
} from '@atms/platform/workspace';
import {
  appendTo,
  createdTask,
  createGitRepository,
  createMemoryPorts,
  createWitness,
  executedAttempt,
  type GitRepository,
  type MemoryPorts,
  requestedWorkflow,
  sha256,
  type Witness,
} from '@atms/testkit';
import { createWorktreeGates } from '../adapters/worktree-gates.ts';
import { createQualityGateway } from '../service.ts';

export const checkoutPollMs = 2_000;
/** The branch that the workflow's work lands on. */
export const line = 'refs/heads/atms/w';

type Executed = EventData<'task.executed'>;

export interface GatewayBench extends Witness {
  readonly repository: GitRepository;
  readonly ports: MemoryPorts;
  readonly signals: Signals;
  /** Commands of gates that ran, in the order in which they began. */
  readonly ran: readonly string[];
  /** What the task-manager says to an attempt; by default it takes it. */
  accept: (payload: unknown) => Promise<CommandAnswer>;
  startGateway(seam?: (repository: Repository) => Repository): Promise<Service>;
  task(taskId: string, change?: Partial<TaskSpec>): Promise<void>;
  /** A commit of these files on `base`, or on main; a file without text is removed. */
  commit(files: Readonly<Record<string, string | undefined>>, base?: string): Promise<string>;
  /** Work that an attempt left, which is not in the log yet. */
  work(
    files: Readonly<Record<string, string | undefined>>,
    change?: Partial<Executed>,
  ): Promise<Executed>;
  happened<T extends EventType>(type: T, data: EventData<T>): Promise<void>;
}

const accepted: CommandAnswer = { kind: 'accepted', position: 0 };

export async function createGatewayBench(run: RunStep = runStep): Promise<GatewayBench> {
  const repository = await createGitRepository();
  const ports = createMemoryPorts();
  const witness = createWitness(ports.store);
  const ran: string[] = [];
  const services: Service[] = [];
  const base = await repository.git('rev-parse', 'main');
  let count = 0;

  const bench: GatewayBench = {
    repository,
    ports,
    signals: createLocalSignals(),
    ...witness,
    ran,
    accept: async () => accepted,
    async startGateway(seam = (one) => one) {
      const service = createGateway(bench, {
        seam,
        name: `gates-${services.length}`,
        run: counted,
      });
      services.push(service);
      await service.start();
      return service;
    },
    task: (taskId, change = {}) =>
      bench.happened('task.created', createdTask({ ...change, taskId })),
    commit: (files, on = base) => commitFiles(repository, files, { base: on, name: `${++count}` }),
    async work(files, change = {}) {
      const commit = await bench.commit(files, change.base);
      const tree = await repository.git('rev-parse', `${commit}^{tree}`);
      return executedAttempt({ base, commit, tree, ...change });
    },
    async happened(type, data) {
      const name = `told-${++count}`;
      const metadata = { commandId: name, correlationId: 'W', time: ports.clock.now() };
      await appendTo(ports.store, streamOf({ type, data }) ?? name, [
        { eventId: name, type, data, metadata },
      ]);
    },
    async close() {
      for (const service of services) await service.stop();
      await witness.close();
      await repository.close();
    },
  };
  const counted: RunStep = (step) => {
    ran.push(step.command);
    return run(step);
  };
  await serveAcceptance(bench);
  await bench.happened(
    'workflow.requested',
    requestedWorkflow({ repository: repository.top, base }),
  );
  return bench;
}

async function serveAcceptance(bench: GatewayBench): Promise<void> {
  await bench.ports.commands.serve({
    service: 'task-manager',
    name: 'AcceptAttempt',
    handler: ({ payload }) => bench.accept(payload),
  });
}

interface GatewaySeams {
  readonly seam: (repository: Repository) => Repository;
  readonly name: string;
  readonly run: RunStep;
}

function createGateway(
  { repository, ports, signals }: GatewayBench,
  { seam, name, run }: GatewaySeams,
) {
  const open = createRepositories();
  const repositories = async (path: string) => seam(await open(path));
  const blobs = createMemoryBlobStore(sha256);
  const cache = join(repository.root, 'cache');
  return createQualityGateway({
    ports,
    blobs,
    signals,
    repositories,
    errorReruns: 2,
    checkoutPollMs,
    gates: createWorktreeGates({
      repositories,
      prepare: createPrepareWorktree({
        packages: createPreparedPackages(join(cache, 'prepared')),
        runStep,
      }),
      runStep: run,
      blobs,
      worktreeDir: join(cache, name),
      // Unlike that of any other bench: whose cookie a process carries, by them it is ended.
      cookiePrefix: join(cache, name),
      environment: () => allowedEnvironment(process.env, { CI: 'true' }),
      gateTimeoutMs: 60_000,
      prepareTimeoutMs: 60_000,
      maxOutputBytes: 1_000_000,
      concurrency: 2,
      report: (message) => ports.log.warn(message),
    }),
  });
}

/** A merge that a process left open stands where the next one looks for it. */
function streamOf<T extends EventType>(event: { type: T; data: EventData<T> }): string | undefined {
  return isEvent(event, 'merge.started') ? streams.merge(mergeIn(event).lineId) : undefined;
}

function mergeIn({ data }: EventOf<'merge.started'>): EventData<'merge.started'> {
  return data;
}

async function commitFiles(
  { git, root }: GitRepository,
  files: Readonly<Record<string, string | undefined>>,
  { base, name }: { readonly base: string; readonly name: string },
): Promise<string> {
  const folder = join(root, `attempt-${name}`);
  await git('worktree', 'add', '--quiet', '--detach', folder, base);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await (text === undefined ? rm(join(folder, path)) : writeFile(join(folder, path), text));
  }
  await git('-C', folder, 'add', '--all', '--force');
  await git('-C', folder, 'commit', '--quiet', '--allow-empty', `--message=Attempt ${name}`);
  const commit = await git('-C', folder, 'rev-parse', 'HEAD');
  await git('worktree', 'remove', '--force', folder);
  return commit;
}
