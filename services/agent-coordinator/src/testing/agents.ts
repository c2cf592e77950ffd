import type { EventData } from '@atms/contracts';
import type { AgentCommand, AgentEvent, AttemptKey } from '../domain/agent.ts';

export function attempt(taskId: string, number = 1): AttemptKey {
  return { workflowId: 'W', taskId, attempt: number };
}

export function registration(
  change: Partial<EventData<'agent.registered'>> = {},
): EventData<'agent.registered'> {
  const { executorId = 'local', kind = 'shell' } = change;
  return { agentId: `${executorId}.${kind}`, executorId, kind, slots: 2, skills: [], ...change };
}

export function registered(change: Partial<EventData<'agent.registered'>> = {}): AgentEvent {
  return { type: 'agent.registered', data: registration(change) };
}

export function assign(
  key: AttemptKey,
  executed: readonly AttemptKey[] = [],
): Extract<AgentCommand, { type: 'AssignAgent' }> {
  const score = { total: 1, performance: 1, load: 0 };
  return { type: 'AssignAgent', key, score, fallbacks: ['other.shell'], leaseMs: 30_000, executed };
}

export function assignment(
  key: AttemptKey,
  change: Partial<EventData<'agent.assigned'>> = {},
): EventData<'agent.assigned'> {
  return {
    agentId: 'local.shell',
    executorId: 'local',
    ...key,
    score: { total: 1, performance: 1, load: 0 },
    fallbacks: ['other.shell'],
    leaseMs: 30_000,
    ...change,
  };
}

export function assigned(key: AttemptKey): AgentEvent {
  return { type: 'agent.assigned', data: assignment(key) };
}

export function released(
  key: AttemptKey,
  reason: EventData<'agent.released'>['reason'] = 'executed',
): AgentEvent {
  return { type: 'agent.released', data: { agentId: 'local.shell', ...key, reason } };
}
