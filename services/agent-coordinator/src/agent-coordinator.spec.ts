import { type CommandName, type CommandPayload, type EventType, isEvent } from '@atms/contracts';
import type { EventStore, NewEvent } from '@atms/eventsourcing';
import type { Service } from '@atms/platform/service';
import {
  createdTask,
  createFaultyEventStore,
  createMemoryPorts,
  executedAttempt,
  hashOf,
  type MemoryPorts,
  requestedWorkflow,
  retriedTask,
} from '@atms/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createAgentCoordinator } from './service.ts';
import { attempt } from './testing/agents.ts';

const lease = { leaseMs: 30_000, renewEveryMs: 5_000 };
const shell = { kind: 'shell', slots: 1, skills: [] };

const started: Service[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});

async function startCoordinator(ports: MemoryPorts, store: EventStore = ports.store) {
  const service = createAgentCoordinator({
    ports: { ...ports, store },
    settings: { lease, maxAgents: 10 },
  });
  await service.start();
  started.push(service);
  return service;
}

let commands = 0;
async function ask<N extends CommandName>(ports: MemoryPorts, name: N, payload: CommandPayload<N>) {
  const commandId = `ask-${++commands}`;
  const answer = await ports.commands.request({
    service: 'agent-coordinator',
    name,
    commandId,
    payload,
  });
  await ports.clock.advance(0);
  return answer;
}

const register = (ports: MemoryPorts, executorId: string, ...kinds: readonly string[]) =>
  ask(ports, 'RegisterAgents', { executorId, agents: kinds.map((kind) => ({ ...shell, kind })) });

/** What other services append, each in a stream of its own. */
async function happened(ports: MemoryPorts, ...events: readonly Pick<NewEvent, 'type' | 'data'>[]) {
  for (const event of events) {
    const name = `event-${++commands}`;
    const metadata = { commandId: name, correlationId: 'W', time: ports.clock.now() };
    const stream = `told-${name}`;
    const recorded = { eventId: name, ...event, metadata };
    await ports.store.append({ stream, expected: 'no-stream', events: [recorded] });
  }
  await ports.clock.advance(0);
}

async function taskIsReady(ports: MemoryPorts, taskId: string) {
  await happened(
    ports,
    { type: 'task.created', data: createdTask({ taskId }) },
    { type: 'task.ready', data: { lineId: 'L', ...attempt(taskId) } },
  );
}

const isStarted = (taskId: string, agentId = 'local.shell') => ({
  type: 'task.started',
  data: {
    ...attempt(taskId),
    agentId,
    executorId: agentId.split('.')[0],
    base: hashOf('a'),
    start: hashOf('a'),
  },
});

/** The executor renews its leases, every five seconds. */
async function beat(
  ports: MemoryPorts,
  count: number,
  ...attempts: CommandPayload<'RenewLeases'>['attempts']
) {
  for (let number = 0; number < count; number++) {
    await ports.clock.advance(lease.renewEveryMs);
    await ask(ports, 'RenewLeases', { executorId: 'local', attempts });
  }
}

async function told<T extends EventType>({ store }: MemoryPorts, ...types: readonly T[]) {
  const all = await store.readAll({ after: 0, limit: 1_000 });
  return all.flatMap((event) => (isEvent(event, ...types) ? [event.data] : []));
}

async function withTask() {
  const ports = createMemoryPorts();
  await happened(ports, { type: 'workflow.requested', data: requestedWorkflow() });
  await startCoordinator(ports);
  await register(ports, 'local', 'shell');
  await taskIsReady(ports, 'T1');
  return ports;
}

describe('the agent-coordinator', () => {
  it('assigns what is ready to an agent that is there', async () => {
    const ports = await withTask();
    expect(await told(ports, 'agent.assigned')).toMatchObject([
      { taskId: 'T1', agentId: 'local.shell', leaseMs: 30_000 },
    ]);
  });

  it('assigns what waits as soon as a slot is free, and gives that slot back in the same append', async () => {
    const ports = await withTask();
    await taskIsReady(ports, 'T2');
    expect(await told(ports, 'agent.assigned')).toHaveLength(1);
    const executed = executedAttempt({ ...attempt('T1') });
    await happened(ports, isStarted('T1'), { type: 'task.executed', data: executed });
    const events = await ports.store.readStream('agent-local.shell');
    const last = events.slice(-2);
    expect(last.map((event) => event.type)).toEqual(['agent.released', 'agent.assigned']);
    expect(new Set(last.map((event) => event.metadata.commandId)).size).toBe(1);
  });

  it('gives back by its sweep what no assignment has given back', async () => {
    const ports = await withTask();
    const executed = executedAttempt({ ...attempt('T1') });
    await happened(ports, isStarted('T1'), { type: 'task.executed', data: executed });
    expect(await told(ports, 'agent.released')).toEqual([]);
    await ports.clock.advance(61_000);
    expect(await told(ports, 'agent.released')).toMatchObject([{ reason: 'executed' }]);
  });

  it('gives nothing more to an agent that its executor no longer offers', async () => {
    const ports = await withTask();
    await register(ports, 'local', 'recorded');
    expect(await told(ports, 'agent.drained')).toEqual([{ agentId: 'local.shell', by: 'local' }]);
    await taskIsReady(ports, 'T2');
    expect((await told(ports, 'agent.assigned')).at(-1)).toMatchObject({
      taskId: 'T2',
      agentId: 'local.recorded',
    });
  });

  it('leaves the agents of other executors alone when one registers', async () => {
    const ports = await withTask();
    await register(ports, 'other', 'recorded');
    expect(await told(ports, 'agent.drained')).toEqual([]);
  });

  it('tells an executor which of its attempts are certainly over', async () => {
    const ports = await withTask();
    await happened(ports, { type: 'task.retried', data: retriedTask({ taskId: 'T1' }) });
    const attempts = [
      { taskId: 'T1', attempt: 1 },
      { taskId: 'T1', attempt: 2 },
      { taskId: 'unknown', attempt: 1 },
    ];
    const answer = await ask(ports, 'RenewLeases', { executorId: 'local', attempts });
    expect(answer).toMatchObject({ body: { notCurrent: [{ taskId: 'T1', attempt: 1 }] } });
  });

  it('ends a lease that nobody renews, and takes the silent executor for offline', async () => {
    const ports = await withTask();
    await happened(ports, isStarted('T1'));
    await ports.clock.advance(40_000);
    expect(await told(ports, 'agent.released')).toMatchObject([
      { taskId: 'T1', attempt: 1, reason: 'lease-over' },
    ]);
    expect(await told(ports, 'agent.offline')).toMatchObject([{ agentId: 'local.shell' }]);
  });

  it('keeps a lease that is renewed', async () => {
    const ports = await withTask();
    await happened(ports, isStarted('T1'));
    await beat(ports, 20, { taskId: 'T1', attempt: 1 });
    expect(await told(ports, 'agent.released', 'agent.offline')).toEqual([]);
  });

  it('takes an executor that speaks again for online, and gives it work', async () => {
    const ports = createMemoryPorts();
    await happened(ports, { type: 'workflow.requested', data: requestedWorkflow() });
    await startCoordinator(ports);
    await register(ports, 'local', 'shell');
    await ports.clock.advance(40_000);
    await taskIsReady(ports, 'T1');
    expect(await told(ports, 'agent.assigned')).toEqual([]);
    await ask(ports, 'RenewLeases', { executorId: 'local', attempts: [] });
    expect(await told(ports, 'agent.online')).toHaveLength(1);
    expect(await told(ports, 'agent.assigned')).toHaveLength(1);
  });

  it('begins all leases anew when it starts', async () => {
    const ports = await withTask();
    await happened(ports, isStarted('T1'));
    await ports.clock.advance(25_000);
    for (const service of started.splice(0)) await service.stop();
    await startCoordinator(ports);
    await ports.clock.advance(25_000);
    expect(await told(ports, 'agent.released')).toEqual([]);
    await ports.clock.advance(10_000);
    expect(await told(ports, 'agent.released')).toMatchObject([{ reason: 'lease-over' }]);
  });

  it('gives back the slot of an agent that came second', async () => {
    const ports = await withTask();
    await happened(ports, isStarted('T1', 'other.shell'));
    expect(await told(ports, 'agent.released')).toMatchObject([
      { agentId: 'local.shell', taskId: 'T1', reason: 'void' },
    ]);
  });

  it('looks again by itself after a round that the log did not take', async () => {
    const ports = createMemoryPorts();
    let isBroken = false;
    const store = createFaultyEventStore(ports.store, () => (isBroken ? 'lost' : 'none'));
    await happened(ports, { type: 'workflow.requested', data: requestedWorkflow() });
    await startCoordinator(ports, store);
    await register(ports, 'local', 'shell');
    isBroken = true;
    await taskIsReady(ports, 'T1');
    await beat(ports, 10);
    expect(await told(ports, 'agent.assigned')).toEqual([]);
    expect(ports.complaints.join()).toContain('assigning failed');
    isBroken = false;
    await beat(ports, 10);
    expect(await told(ports, 'agent.assigned')).toHaveLength(1);
  });

  it('comes to one assignment however many replicas look', async () => {
    const ports = createMemoryPorts({ rough: { seed: 7 } });
    await happened(ports, { type: 'workflow.requested', data: requestedWorkflow() });
    for (let replica = 0; replica < 3; replica++) await startCoordinator(ports);
    await register(ports, 'local', 'shell');
    for (const taskId of ['T1', 'T2', 'T3']) await taskIsReady(ports, taskId);
    await ports.clock.advance(1_000);
    expect(await told(ports, 'agent.assigned')).toHaveLength(1);
  });
});
