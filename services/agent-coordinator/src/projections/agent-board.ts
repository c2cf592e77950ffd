/**
 * Agents, who holds their slots, and which ready attempts wait for one.
 * Folded from the log; every replica has its own. Waiting attempts stand in the order in which they became ready.
 */
import { createTaskIndex, isEvent, type TaskIndex } from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import type { AttemptKey } from '../domain/agent.ts';
import { createPerformance } from './agent-performance.ts';
import { type AgentRoster, attemptName, createAgentRoster } from './agent-roster.ts';

export interface AgentBoard
  extends KeptView, Omit<TaskIndex, 'apply' | 'tables'>, Pick<AgentRoster, 'agents' | 'holdsOf'> {
  waiting(): readonly AttemptKey[];
  /** The agent that started the attempt, when one did. */
  starterOf(taskId: string, attempt: number): string | undefined;
  performanceOf(agentId: string): number;
}

export function createAgentBoard(): AgentBoard {
  const roster = createAgentRoster();
  const index = createTaskIndex({
    // Whoever gives the slot back has to know that the attempt is over.
    mayForget: ({ tasks }) => [...tasks.keys()].every((id) => roster.holdsOf(id).length === 0),
  });
  const waiting = new Map<string, AttemptKey>();
  const starters = createStarters(index, roster);
  const performance = createPerformance();
  return {
    ...index,
    tables: {
      index: index.tables,
      roster: roster.tables,
      performance: performance.tables,
      starters: starters.tables,
      waiting,
    },
    apply(event) {
      index.apply(event);
      roster.apply(event);
      performance.apply(event);
      applyWaiting(waiting, event);
      starters.apply(event);
    },
    agents: roster.agents,
    holdsOf: roster.holdsOf,
    waiting: () => [...waiting.values()],
    starterOf: starters.of,
    performanceOf: performance.of,
  };
}

function applyWaiting(waiting: Map<string, AttemptKey>, event: RecordedEvent): void {
  if (isEvent(event, 'task.ready')) {
    const { workflowId, taskId, attempt } = event.data;
    waiting.set(attemptName(event.data), { workflowId, taskId, attempt });
  }
  if (isEvent(event, 'task.retried')) {
    waiting.delete(attemptName({ taskId: event.data.taskId, attempt: event.data.previous }));
  }
  if (isEvent(event, 'agent.assigned')) waiting.delete(attemptName(event.data));
  if (isEvent(event, 'queue.removed')) {
    const { taskId, attempt } = event.data;
    for (let each = 1; each <= attempt; each++)
      waiting.delete(attemptName({ taskId, attempt: each }));
  }
}

/** Of attempts that are current or hold a slot: any other is void, whoever started it. */
function createStarters(
  index: Pick<TaskIndex, 'task' | 'isCurrent'>,
  { holdsOf }: Pick<AgentRoster, 'holdsOf'>,
) {
  const starters = new Map<string, string>();
  const forget = (key: AttemptName) => {
    const isHeld = holdsOf(key.taskId).some(({ attempt }) => attempt === key.attempt);
    if (!isHeld && !index.isCurrent(key.taskId, key.attempt)) starters.delete(attemptName(key));
  };
  return {
    tables: { starters },
    of: (taskId: string, attempt: number) => starters.get(attemptName({ taskId, attempt })),
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.started')) starters.set(attemptName(event.data), event.data.agentId);
      if (isEvent(event, 'agent.released')) forget(event.data);
      if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
        const attempts = index.task(event.data.taskId)?.attempt ?? 0;
        for (let attempt = 1; attempt <= attempts; attempt++) forget({ ...event.data, attempt });
      }
    },
  };
}

interface AttemptName {
  readonly taskId: string;
  readonly attempt: number;
}
