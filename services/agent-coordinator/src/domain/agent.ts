/**
 * One agent: its slots and who holds them.
 *
 * 1. Never more holds than slots.
 * 2. An agent that is offline or drained gets nothing new; what it holds stays until it is given back.
 */
import type { AgentScore, EventData, EventOf } from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';

export const agentEventTypes = [
  'agent.registered',
  'agent.assigned',
  'agent.released',
  'agent.online',
  'agent.offline',
  'agent.drained',
] as const;
export type AgentEvent = EventOf<(typeof agentEventTypes)[number]>;
type Registration = EventData<'agent.registered'>;
export type ReleaseReason = EventData<'agent.released'>['reason'];

export interface AttemptKey {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
}

export type AgentCommand =
  | { readonly type: 'RegisterAgent'; readonly registration: Registration }
  | {
      readonly type: 'AssignAgent';
      readonly key: AttemptKey;
      readonly score: AgentScore;
      readonly fallbacks: readonly string[];
      readonly leaseMs: number;
      /** Attempts that are known to have been executed: their slots are given back in the same append. */
      readonly executed: readonly AttemptKey[];
    }
  | { readonly type: 'ReleaseAgent'; readonly key: AttemptKey; readonly reason: ReleaseReason }
  | { readonly type: 'MarkOnline' }
  | { readonly type: 'MarkOffline'; readonly reason: string }
  | { readonly type: 'DrainAgent'; readonly by: string };

export interface AgentState {
  readonly registration?: Registration;
  readonly online: boolean;
  readonly drained: boolean;
  readonly holds: readonly AttemptKey[];
}

type Decided = Decision<AgentEvent, Rejection>;

export const agentDecider: Decider<AgentCommand, AgentState, AgentEvent, Rejection> = {
  initialState: () => ({ online: false, drained: false, holds: [] }),
  evolve: evolveAgent,
  decide: decideAgent,
};

function evolveAgent(state: AgentState, event: AgentEvent): AgentState {
  switch (event.type) {
    case 'agent.registered':
      return { ...state, registration: event.data, online: true, drained: false };
    case 'agent.assigned':
      return { ...state, holds: [...state.holds, event.data] };
    case 'agent.released':
      return { ...state, holds: state.holds.filter((hold) => !isSame(hold, event.data)) };
    case 'agent.online':
      return { ...state, online: true };
    case 'agent.offline':
      return { ...state, online: false };
    case 'agent.drained':
      return { ...state, drained: true };
    default:
      return unreachable(event);
  }
}

function isSame(a: AttemptKey, b: AttemptKey): boolean {
  return a.taskId === b.taskId && a.attempt === b.attempt;
}

function decideAgent(command: AgentCommand, state: AgentState): Decided {
  if (command.type === 'RegisterAgent') return register(state, command.registration);
  if (state.registration === undefined) return reject('agent-not-found', 'There is no such agent');
  const { agentId } = state.registration;
  switch (command.type) {
    case 'AssignAgent':
      return assign(state, state.registration, command);
    case 'ReleaseAgent':
      return state.holds.some((hold) => isSame(hold, command.key))
        ? accept(released(agentId, command.key, command.reason))
        : accept();
    case 'MarkOnline':
      return state.online ? accept() : accept({ type: 'agent.online', data: { agentId } });
    case 'MarkOffline':
      return state.online
        ? accept({ type: 'agent.offline', data: { agentId, reason: command.reason } })
        : accept();
    case 'DrainAgent':
      return state.drained
        ? accept()
        : accept({ type: 'agent.drained', data: { agentId, by: command.by } });
    default:
      return unreachable(command);
  }
}

function register(state: AgentState, registration: Registration): Decided {
  const known = state.registration;
  const isSameAsKnown =
    known !== undefined &&
    !state.drained &&
    known.slots === registration.slots &&
    known.skills.join('\n') === registration.skills.join('\n');
  if (!isSameAsKnown) return accept({ type: 'agent.registered', data: registration });
  const { agentId } = registration;
  return state.online ? accept() : accept({ type: 'agent.online', data: { agentId } });
}

function assign(
  state: AgentState,
  { agentId, executorId, slots }: Registration,
  command: Extract<AgentCommand, { type: 'AssignAgent' }>,
): Decided {
  const { key, score, fallbacks, leaseMs } = command;
  if (state.holds.some((hold) => isSame(hold, key))) return accept();
  if (!state.online || state.drained) {
    return reject('agent-not-available', `${agentId} is ${state.online ? 'drained' : 'offline'}`);
  }
  const freed = state.holds.filter((hold) => command.executed.some((one) => isSame(one, hold)));
  if (state.holds.length - freed.length >= slots) {
    return reject('no-free-slot', `All ${slots} slots of ${agentId} are taken`);
  }
  return accept<AgentEvent>(...freed.map((hold) => released(agentId, hold, 'executed')), {
    type: 'agent.assigned',
    data: { agentId, executorId, ...plain(key), score, fallbacks: [...fallbacks], leaseMs },
  });
}

function released(agentId: string, key: AttemptKey, reason: ReleaseReason): AgentEvent {
  return { type: 'agent.released', data: { agentId, ...plain(key), reason } };
}

function plain({ workflowId, taskId, attempt }: AttemptKey): AttemptKey {
  return { workflowId, taskId, attempt };
}
