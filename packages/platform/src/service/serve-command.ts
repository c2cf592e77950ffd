import {
  type CommandName,
  type CommandPayload,
  commandSchemas,
  type ServiceName,
} from '@atms/contracts';
import {
  type CommandAnswer,
  type CommandRequest,
  InvalidMessage,
  type Rejection,
} from '@atms/eventsourcing';
import type { ServicePorts } from './service-ports.ts';

/** What a service's decision comes to for the one who asked. */
export type Decided =
  | { readonly kind: 'accepted'; readonly position?: number; readonly body?: unknown }
  | {
      readonly kind: 'rejected';
      readonly rejection: Rejection & { readonly fields?: Readonly<Record<string, unknown>> };
    };

export interface CommandEnvelope {
  readonly commandId: string;
  readonly correlationId?: string;
  readonly causationId?: string;
}

export interface ServedCommand<N extends CommandName> {
  readonly service: ServiceName;
  readonly name: N;
  readonly everyReplica?: boolean;
  readonly decide: (payload: CommandPayload<N>, envelope: CommandEnvelope) => Promise<Decided>;
}

/** Serves one command of the contracts: checks the payload, decides, and answers with a position or a rejection. */
export function serveCommand<N extends CommandName>(
  ports: Pick<ServicePorts, 'commands'>,
  served: ServedCommand<N>,
): Promise<{ close(): Promise<void> }> {
  return ports.commands.serve({
    service: served.service,
    name: served.name,
    ...(served.everyReplica === undefined ? {} : { everyReplica: served.everyReplica }),
    handler: async (request) =>
      toAnswer(
        await served.decide(parsePayload(served.name, request.payload), envelopeOf(request)),
      ),
  });
}

/** @throws InvalidMessage that names the field and what is wrong with it. */
export function parsePayload<N extends CommandName>(name: N, payload: unknown): CommandPayload<N> {
  const schema = commandSchemas[name];
  const result = schema.safeParse(payload);
  if (result.success) return result.data as CommandPayload<N>;
  const problems = result.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
  throw new InvalidMessage(`${name} does not fit: ${problems.join('; ')}`);
}

function envelopeOf(request: CommandRequest): CommandEnvelope {
  return {
    commandId: request.commandId,
    ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
    ...(request.causationId === undefined ? {} : { causationId: request.causationId }),
  };
}

function toAnswer(decided: Decided): CommandAnswer {
  if (decided.kind === 'rejected') return { kind: 'rejected', ...decided.rejection };
  return {
    kind: 'accepted',
    position: decided.position ?? 0,
    ...(decided.body === undefined ? {} : { body: decided.body }),
  };
}
