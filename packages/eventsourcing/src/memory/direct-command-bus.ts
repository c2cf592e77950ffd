/**
 * Commands as direct calls, within one process.
 *
 * 1. Of several replicas each request reaches one, in turn; where every replica hears it, the first answer counts.
 * 2. What arrives is plain JSON that nobody else holds, as over a network.
 */
import type { CommandAnswer, CommandBus, CommandEndpoint, CommandRequest } from '../command-bus.ts';
import { InvalidMessage, messageOf, Unavailable } from '../errors.ts';

interface Served {
  readonly endpoint: CommandEndpoint;
  readonly underWay: Set<Promise<unknown>>;
}

export function createDirectCommandBus(): CommandBus {
  const replicas = new Map<string, Served[]>();
  return {
    async serve(endpoint) {
      const key = keyOf(endpoint);
      const served: Served = { endpoint, underWay: new Set() };
      replicas.set(key, [...(replicas.get(key) ?? []), served]);
      return {
        async close() {
          replicas.set(
            key,
            (replicas.get(key) ?? []).filter((one) => one !== served),
          );
          await Promise.allSettled(served.underWay);
        },
      };
    },
    async request(request) {
      const [next, ...others] = replicas.get(keyOf(request)) ?? [];
      if (next === undefined) throw new Unavailable(`Nobody serves ${keyOf(request)}`);
      replicas.set(keyOf(request), [...others, next]);
      const chosen = next.endpoint.everyReplica === true ? [next, ...others] : [next];
      return plainJson(await firstAnswer(chosen, plainJson(request)));
    },
  };
}

function keyOf(command: { readonly service: string; readonly name: string }): string {
  return `command.${command.service}.${command.name}`;
}

async function firstAnswer(
  chosen: readonly Served[],
  request: CommandRequest,
): Promise<CommandAnswer> {
  const answers = chosen.map((served) => call(served, request));
  try {
    return await Promise.any(answers);
  } catch (error) {
    const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
    throw first instanceof Error ? first : new Error(messageOf(first));
  }
}

async function call(served: Served, request: CommandRequest): Promise<CommandAnswer> {
  const answer = served.endpoint.handler(request);
  served.underWay.add(answer);
  try {
    return await answer;
  } finally {
    served.underWay.delete(answer);
  }
}

function plainJson<Message extends CommandRequest | CommandAnswer>(message: Message): Message {
  try {
    return JSON.parse(JSON.stringify(message)) as Message;
  } catch (error) {
    throw new InvalidMessage(`A command or its answer is not JSON: ${messageOf(error)}`, error);
  }
}
