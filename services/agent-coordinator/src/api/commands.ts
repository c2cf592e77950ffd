/** What executors and people ask of the coordinator. */
import { type CommandPayload, type KnownTask, streams } from '@atms/contracts';
import { type Decided, type Part, serveCommand } from '@atms/platform/service';
import type { CoordinatorContext } from '../ports.ts';
import { attemptName } from '../projections/agent-roster.ts';

const service = 'agent-coordinator' as const;

export function serveAgentCommands(context: CoordinatorContext): Part {
  let open: readonly { close(): Promise<void> }[] = [];
  return {
    async start() {
      open = await Promise.all([
        serveCommand(context.ports, {
          service,
          name: 'RegisterAgents',
          decide: (payload, envelope) => registerAgents(context, payload, envelope.commandId),
        }),
        serveCommand(context.ports, {
          service,
          name: 'RenewLeases',
          everyReplica: true,
          decide: (payload) => renewLeases(context, payload),
        }),
        serveCommand(context.ports, {
          service,
          name: 'DrainAgent',
          decide: ({ agentId, by }, envelope) =>
            context.agent({
              correlationId: agentId,
              ...envelope,
              stream: streams.agent(agentId),
              command: { type: 'DrainAgent', by },
            }),
        }),
        serveCommand(context.ports, {
          service,
          name: 'UndrainAgent',
          decide: ({ agentId, by }, envelope) =>
            context.agent({
              correlationId: agentId,
              ...envelope,
              stream: streams.agent(agentId),
              command: { type: 'UndrainAgent', by },
            }),
        }),
      ]);
    },
    async stop() {
      await Promise.all(open.map((one) => one.close()));
    },
  };
}

async function registerAgents(
  context: CoordinatorContext,
  { executorId, agents }: CommandPayload<'RegisterAgents'>,
  commandId: string,
): Promise<Decided> {
  const outcomes = await Promise.all(
    agents.map((one) => {
      const agentId = `${executorId}.${one.kind}`;
      return context.agent({
        stream: streams.agent(agentId),
        commandId: `${commandId}/${one.kind}`,
        correlationId: executorId,
        command: { type: 'RegisterAgent', registration: { agentId, executorId, ...one } },
      });
    }),
  );
  context.leases.renewed(executorId, []);
  const refused = outcomes.find((outcome) => outcome.kind === 'rejected');
  if (refused !== undefined) return refused;
  await drainUnnamed(context, { executorId, agents }, commandId);
  return {
    kind: 'accepted',
    position: Math.max(...outcomes.map((outcome) => outcome.position)),
    body: { agentIds: agents.map((one) => `${executorId}.${one.kind}`) },
  };
}

/** An agent that its executor no longer offers would get tasks that nobody does. */
async function drainUnnamed(
  { board, agent }: CoordinatorContext,
  { executorId, agents }: CommandPayload<'RegisterAgents'>,
  commandId: string,
): Promise<void> {
  const named = agents.map((one) => one.kind);
  const others = board
    .agents()
    .filter((one) => one.executorId === executorId && !named.includes(one.kind));
  for (const { agentId, kind } of others) {
    await agent({
      stream: streams.agent(agentId),
      commandId: `${commandId}/drain/${kind}`,
      correlationId: executorId,
      command: { type: 'DrainAgent', by: executorId },
    });
  }
}

/** Answered with the attempts that are certainly over; one that this replica does not know yet is current. */
async function renewLeases(
  context: CoordinatorContext,
  { executorId, attempts }: CommandPayload<'RenewLeases'>,
): Promise<Decided> {
  const { board, leases, agent, follower } = context;
  leases.renewed(executorId, attempts.map(attemptName));
  const offline = board.agents().filter((one) => one.executorId === executorId && !one.online);
  for (const { agentId } of offline) {
    await agent({
      stream: streams.agent(agentId),
      commandId: `online/${agentId}/${follower.position()}`,
      correlationId: agentId,
      command: { type: 'MarkOnline' },
    });
  }
  const notCurrent = attempts.filter(({ taskId, attempt }) => isOver(board.task(taskId), attempt));
  return { kind: 'accepted', body: { notCurrent } };
}

function isOver(task: KnownTask | undefined, attempt: number): boolean {
  if (task === undefined) return false;
  return task.attempt > attempt || (task.life !== 'open' && task.life !== 'accepted');
}
