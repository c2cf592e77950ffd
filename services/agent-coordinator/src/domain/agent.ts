/**
 * One agent: its slots and who holds them.
 *
 * 1. Never more holds than slots.
 * 2. An agent that is offline or drained gets nothing new; what it holds stays until it is given back.
 * 3. Whom its executor has drained nobody else takes back: there is no one to do its work.
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
  | { readonly type: 'DrainAgent'; readonly by: string }
  | { readonly type: 'UndrainAgent'; readonly by: string };

export interface AgentState {
  readonly registration?: Registration;
  readonly online: boolean;
  /** Who has drained it: a person, or its executor, which does not offer it any more. */
  readonly drainedBy?: string;
  readonly holds: readonly AttemptKey[];
}

type Decided = Decision<AgentEvent, Rejection>;

export const agentDecider: Decider<AgentCommand, AgentState, AgentEvent, Rejection> = {
  initialState: () => ({ online: false, holds: [] }),
  evolve: evolveAgent,
  decide: decideAgent,
};

function evolveAgent(state: AgentState, event: AgentEvent): AgentState {
  switch (event.type) {
    case 'agent.registered':
      return { registration: event.data, online: true, holds: state.holds };
    case 'agent.assigned':
      return { ...state, holds: [...state.holds, event.data] };
    case 'agent.released':
      return { ...state, holds: state.holds.filter((hold) => !isSame(hold, event.data)) };
    case 'agent.online':
      return { ...state, online: true };
    case 'agent.offline':
      return { ...state, online: false };
    case 'agent.drained':
      return { ...state, drainedBy: event.data.by };
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
      return drain(state, state.registration, command.by);
    case 'UndrainAgent':
      return undrain(state, state.registration, command.by);
    default:
      return unreachable(command);
  }
}

function register(state: AgentState, registration: Registration): Decided {
  const known = state.registration;
  const isSameAsKnown =
    known !== undefined &&
    state.drainedBy === undefined &&
    known.slots === registration.slots &&
    known.skills.join('\n') === registration.skills.join('\n');
  if (!isSameAsKnown) return accept({ type: 'agent.registered', data: registration });
  const { agentId } = registration;
  return state.online ? accept() : accept({ type: 'agent.online', data: { agentId } });
}

/** A person's draining becomes the executor's when that does not offer the agent any more. */
function drain(
  { drainedBy }: AgentState,
  { agentId, executorId }: Registration,
  by: string,
): Decided {
  const isNews = drainedBy === undefined || (by === executorId && drainedBy !== by);
  return isNews ? accept({ type: 'agent.drained', data: { agentId, by } }) : accept();
}

function undrain(
  { drainedBy, online }: AgentState,
  { agentId, executorId, kind, slots, skills }: Registration,
  by: string,
): Decided {
  if (drainedBy === undefined) return accept();
  if (drainedBy === executorId) {
    return reject(
      'agent-not-offered',
      `${agentId} is not configured any more; put it back into the configuration, and start ATMS again`,
    );
  }
  if (!online) {
    return reject('agent-not-available', `${agentId} is offline; try again when it is back`);
  }
  return accept({
    type: 'agent.registered',
    data: { agentId, executorId, kind, slots, skills, by },
  });
}

function assign(
  state: AgentState,
  { agentId, executorId, slots }: Registration,
  command: Extract<AgentCommand, { type: 'AssignAgent' }>,
): Decided {
  const { key, score, fallbacks, leaseMs } = command;
  if (state.holds.some((hold) => isSame(hold, key))) return accept();
  if (!state.online || state.drainedBy !== undefined) {
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
