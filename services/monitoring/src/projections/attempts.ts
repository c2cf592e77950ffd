import type { EventData } from '@atms/contracts';
import type { RecordedEvent, RowChange } from '@atms/eventsourcing';
import { changesOf, handledBy } from './changes.ts';
import type { AttemptRow } from './tables.ts';
import { attemptsTable } from './work-tables.ts';

const attempts = changesOf(attemptsTable);

/** What each attempt did and why it ended. The work of a void attempt is shown too: it took place. */
export const projectAttempts = handledBy({
  'task.created': ({ workflowId, taskId, attempt }, event) => [
    attempts.append(opened({ workflowId, taskId, attempt, openedBy: null }, event)),
  ],
  'task.retried': (data, event) => [
    endOf({ taskId: data.taskId, attempt: data.previous }, data.cause, event),
    attempts.update(
      { taskId: data.taskId, attempt: data.previous },
      { findings: JSON.stringify(data.findings) },
    ),
    attempts.append(opened({ ...keyOf(data), openedBy: data.by }, event)),
  ],
  'task.ready': ({ taskId, attempt }, { metadata }) => [
    attempts.update({ taskId, attempt, readyAt: null }, { readyAt: metadata.time }),
  ],
  'agent.assigned': ({ taskId, attempt, agentId }) => [
    attempts.update({ taskId, attempt, startedAt: null }, { agentId }),
  ],
  'task.started': ({ taskId, attempt, agentId, base }, { metadata }) => [
    attempts.update({ taskId, attempt }, { agentId, base, startedAt: metadata.time }),
  ],
  'task.executed': (data, { metadata }) => [
    attempts.update(
      { taskId: data.taskId, attempt: data.attempt },
      { ...execution(data), executedAt: metadata.time },
    ),
  ],
  'validation.result': ({ taskId, attempt, of, verdict }) =>
    of === 'attempt' ? [attempts.update({ taskId, attempt }, { verdict })] : [],
  'task.escalated': (data, event) => [
    endOf(data, 'escalated', event),
    attempts.update(
      { taskId: data.taskId, attempt: data.attempt },
      { findings: JSON.stringify(data.findings) },
    ),
  ],
  'task.completed': (data, event) => [endOf(data, 'completed', event)],
  'task.failed': (data, event) => [endOf(data, 'failed', event)],
  'task.cancelled': (data, event) => [endOf(data, 'cancelled', event)],
});

interface Opening {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly openedBy: string | null;
}

function keyOf({ workflowId, taskId, attempt }: Omit<Opening, 'openedBy'>) {
  return { workflowId, taskId, attempt };
}

function opened(opening: Opening, event: RecordedEvent): AttemptRow {
  return { ...opening, openedAt: event.metadata.time, ...nothingYet };
}

const nothingYet = {
  readyAt: null,
  agentId: null,
  startedAt: null,
  base: null,
  executedAt: null,
  durationMs: null,
  outcome: null,
  summary: null,
  verdict: null,
  endCause: null,
  endedAt: null,
  findings: '[]',
  violations: '[]',
  commit: null,
  tree: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  transcriptKey: null,
} as const;

function execution(data: EventData<'task.executed'>) {
  return {
    agentId: data.agentId,
    durationMs: data.durationMs,
    outcome: data.outcome,
    summary: data.summary,
    violations: JSON.stringify(data.violations),
    commit: data.commit,
    tree: data.tree,
    inputTokens: data.usage?.inputTokens ?? null,
    outputTokens: data.usage?.outputTokens ?? null,
    costUsd: data.usage?.costUsd ?? null,
    transcriptKey: data.transcript?.key ?? null,
  };
}

/** The first cause stays: an escalated attempt that a person tries again ended by the escalation. */
function endOf(
  { taskId, attempt }: Pick<Opening, 'taskId' | 'attempt'>,
  endCause: string,
  { metadata }: RecordedEvent,
): RowChange {
  return attempts.update({ taskId, attempt, endCause: null }, { endCause, endedAt: metadata.time });
}
