/**
 * Promise 1, nothing is lost: an executor that falls silent loses its attempt to another one, and whatever it says later
 * is void. Real agents, a real repository; only the clock does what the test says.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { ServicePorts } from '@atms/platform/service';
import { createGate, openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type ComposedServices, openComposedServices } from './composed-services.ts';
import { createCutOff } from './cut-off.ts';

const opened = openedPerTest(openComposedServices);
// Closed before the services are: what waits behind the cut would keep them from stopping.
const cutOffFrom = openedPerTest(async (ports: ServicePorts) => {
  const cutOff = createCutOff(ports);
  return { ...cutOff, close: cutOff.heal };
});
const run = promisify(execFile);
const line = 'refs/heads/atms/w';

/** The ties between equal agents go to the executor that will fall silent: `local-2` stands before `local`. */
const silent = 'local-2.shell';
const healthy = 'local.shell';

interface Lost {
  readonly services: ComposedServices;
  readonly taskId: string;
  /** Lets the first attempt end, with this exit code, and its outcome come through. */
  late(exitCode: number): Promise<void>;
  /** Opened by the test: until then the branch is not swapped. */
  readonly swap: ReturnType<typeof createGate>;
}

/** The first attempt runs on an executor that is cut off, and its lease is over. */
async function lostLease(): Promise<Lost> {
  const services = await opened();
  const swap = createGate();
  const cutOff = await cutOffFrom(services.ports);
  await services.start({ services: ['task-manager', 'queue', 'agent-coordinator'] });
  await services.start({ number: 2, services: ['executor'], ports: cutOff.ports });
  await services.start({
    services: ['executor', 'quality-gateway'],
    repository: (one) => ({
      ...one,
      async compareAndSwap(request) {
        if (request.ref === line) await swap.opened;
        return one.compareAndSwap(request);
      },
    }),
  });
  const pipe = join(services.repository.root, 'pipe');
  await run('mkfifo', [pipe]);
  const taskId = await services.begin({
    run: `code=0; if [ $ATMS_ATTEMPT = 1 ]; then read code <${pipe}; fi
echo attempt $ATMS_ATTEMPT >out.txt; exit $code`,
  });
  await services.until('task.started');
  cutOff.cut();
  await services.clock.advance(40_000);
  return {
    services,
    taskId,
    swap,
    async late(exitCode) {
      // Resolves only when the agent has taken it.
      await writeFile(pipe, `${exitCode}\n`);
      const before = services.told('task.executed').length;
      await executedBehind(services);
      await cutOff.heal();
      await services.until('task.executed', before + 1);
    },
  };
}

/** The agent's process is gone and its executor is about to say so: its worktree has been committed. */
async function executedBehind({ repository, told }: ComposedServices): Promise<void> {
  const taskId = told('task.created')[0]?.taskId ?? '';
  const ref = `refs/atms/attempts/${taskId}/1`;
  while ((await repository.git('for-each-ref', ref)) === '') continue;
}

/** Lets everything that sweeps and follows have its turn. */
async function settled({ clock }: ComposedServices): Promise<void> {
  await clock.advance(130_000);
}

describe('an executor that falls silent', () => {
  it('loses its attempt to another agent when the lease is over', async () => {
    const { services, swap } = await lostLease();
    swap.open();
    await services.until('task.completed');
    expect(services.told('agent.released')).toContainEqual(
      expect.objectContaining({ agentId: silent, attempt: 1, reason: 'lease-over' }),
    );
    expect(services.told('task.retried')).toMatchObject([
      { attempt: 2, cause: 'lease-over', counted: false },
    ]);
    const started = services.told('task.started').map(({ agentId, attempt }) => [agentId, attempt]);
    expect(started).toEqual([
      [silent, 1],
      [healthy, 2],
    ]);
  });

  for (const [what, exitCode] of [
    ['success', 0],
    ['failure', 3],
  ] as const) {
    it(`is not heard any more when its ${what} comes after the end`, async () => {
      const { services, swap, late } = await lostLease();
      swap.open();
      await services.until('task.completed');
      await late(exitCode);
      await settled(services);
      await expectOneEnd(services, exitCode === 0 ? 'done' : 'failed');
    });

    it(`is not heard when its ${what} comes during the merge of the other one`, async () => {
      const { services, swap, late } = await lostLease();
      await services.until('task.accepted');
      await late(exitCode);
      await settled(services);
      expect(services.told('task.completed')).toEqual([]);
      swap.open();
      await services.until('task.completed');
      await settled(services);
      await expectOneEnd(services, exitCode === 0 ? 'done' : 'failed');
    });
  }
});

/** Attempt 2 landed, once; what came of attempt 1 changed nothing. */
async function expectOneEnd(
  { told, repository }: ComposedServices,
  lateOutcome: string,
): Promise<void> {
  const outcomes = new Map(told('task.executed').map((one) => [one.attempt, one.outcome]));
  expect(outcomes.get(1)).toBe(lateOutcome);
  expect(outcomes.get(2)).toBe('done');
  expect(told('validation.result').map((one) => one.attempt)).toEqual([2]);
  expect(told('merge.applied').map((one) => one.attempt)).toEqual([2]);
  expect(told('task.completed')).toHaveLength(1);
  expect(told('task.retried')).toHaveLength(1);
  expect(told('workflow.completed')).toHaveLength(1);
  expect(await repository.show(line, 'out.txt')).toBe('attempt 2');
  expect(await repository.git('rev-list', '--count', `main..${line}`)).toBe('1');
  const held = told('agent.assigned').length - told('agent.released').length;
  expect(held).toBe(0);
}

describe('a cancel that arrives during a merge', () => {
  it('is refused, and the merge goes on', async () => {
    const { services, swap, taskId } = await lostLease();
    await services.until('task.accepted');
    const cancel = { taskId, by: 'pat', reason: 'too late' };
    expect(await services.ask('task-manager', 'CancelTask', cancel)).toMatchObject({
      kind: 'rejected',
      code: 'merge-under-way',
    });
    swap.open();
    await services.until('task.completed');
    expect(services.told('task.cancelled')).toEqual([]);
  });
});

/** A coordinator that has not heard of an agent, and that nobody tells what happened. */
function unaware(ports: ServicePorts, agentId: string): ServicePorts {
  const isHidden = (event: RecordedEvent) => event.stream === `agent-${agentId}`;
  const { store } = ports;
  return {
    ...ports,
    bus: { consume: async () => ({ close: async () => {} }) },
    store: {
      append: (append) => store.append(append),
      readStream: (...stream) => store.readStream(...stream),
      readAll: (options) => store.readAll(options),
      head: () => store.head(),
      subscribe: (subscription) =>
        store.subscribe({
          ...subscription,
          onEvents: (events) => subscription.onEvents(events.filter((one) => !isHidden(one))),
        }),
    },
  };
}

describe('two coordinators that assign one attempt to two agents', () => {
  it('let one of them start, and the slot of the other one is given back', async () => {
    const services = await opened();
    const { ports } = services;
    await services.start({ services: ['task-manager', 'queue', 'agent-coordinator'] });
    await services.start({
      number: 2,
      services: ['agent-coordinator'],
      ports: unaware(ports, silent),
    });
    await services.start({ services: ['executor', 'quality-gateway'] });
    await services.start({ number: 2, services: ['executor'] });
    await services.begin({ run: 'echo once >>out.txt' });
    const assigned = await services.until('agent.assigned', 2);
    expect(new Set(assigned.map((one) => one.agentId))).toEqual(new Set([silent, healthy]));
    expect(new Set(assigned.map((one) => one.attempt))).toEqual(new Set([1]));
    await services.until('task.completed');
    await settled(services);
    const started = services.told('task.started');
    expect(started).toHaveLength(1);
    const loser = started[0]?.agentId === silent ? healthy : silent;
    const released = services
      .told('agent.released')
      .map(({ agentId, reason }) => [agentId, reason]);
    expect(released).toContainEqual([loser, 'void']);
    expect(released).toContainEqual([started[0]?.agentId, 'executed']);
    expect(released).toHaveLength(2);
    expect(services.told('task.retried')).toEqual([]);
    expect(await services.repository.show(line, 'out.txt')).toBe('once');
  });
});
