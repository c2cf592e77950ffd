import { isEvent } from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';

/** What an attempt left: where its work began and the last commit of it that the log knows. */
export interface LeftWork {
  readonly base: string;
  readonly commit: string;
}

export interface StartOfAttempt {
  readonly base: string;
  readonly start: string;
}

/**
 * A commit and its tree. As long as nothing was saved these are the attempt's start, whose tree no event names; then the
 * commit stands for it, as it does wherever git asks for a tree.
 */
export interface SavedInLog {
  readonly commit: string;
  readonly tree: string;
}

/** How far attempts came, whoever worked on them. */
export interface Executions extends KeptView {
  /** The agent that started the attempt. */
  starterOf(taskId: string, attempt: number): string | undefined;
  /** Where the attempt began, as its `task.started` says. */
  startOf(taskId: string, attempt: number): StartOfAttempt | undefined;
  leftWork(taskId: string, attempt: number): LeftWork | undefined;
  /** What the log alone knows to be saved of the attempt, for when its repository cannot be asked. */
  lastSaved(taskId: string, attempt: number): SavedInLog | undefined;
  isExecuted(taskId: string, attempt: number): boolean;
  /** Whether the attempt is to begin on the line's head instead of going on. */
  opensAtHead(taskId: string, attempt: number): boolean;
  /** For an attempt that nobody works on or goes on with. */
  forget(taskId: string, attempt: number): void;
}

interface Execution extends StartOfAttempt {
  readonly agentId: string;
  lastCommit: string;
  lastTree: string;
  executed: boolean;
}

export function createExecutions(): Executions {
  const executions = new Map<string, Execution>();
  const atHead = new Set<string>();
  const of = (taskId: string, attempt: number) => executions.get(`${taskId}/${attempt}`);
  return {
    tables: { executions, atHead },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.retried') && event.data.start === 'line-head') {
        atHead.add(`${event.data.taskId}/${event.data.attempt}`);
      }
      if (isEvent(event, 'task.started')) {
        const { taskId, attempt, agentId, base, start } = event.data;
        const saved = { lastCommit: start, lastTree: start, executed: false };
        executions.set(`${taskId}/${attempt}`, { agentId, base, start, ...saved });
      }
      if (isEvent(event, 'task.checkpointed', 'task.executed')) {
        const execution = of(event.data.taskId, event.data.attempt);
        if (execution === undefined) return;
        execution.lastCommit = event.data.commit;
        execution.lastTree = event.data.tree;
        execution.executed ||= event.type === 'task.executed';
      }
    },
    starterOf: (taskId, attempt) => of(taskId, attempt)?.agentId,
    startOf(taskId, attempt) {
      const execution = of(taskId, attempt);
      return execution === undefined ? undefined : { base: execution.base, start: execution.start };
    },
    leftWork(taskId, attempt) {
      const execution = of(taskId, attempt);
      return execution === undefined
        ? undefined
        : { base: execution.base, commit: execution.lastCommit };
    },
    lastSaved(taskId, attempt) {
      const execution = of(taskId, attempt);
      return execution === undefined
        ? undefined
        : { commit: execution.lastCommit, tree: execution.lastTree };
    },
    isExecuted: (taskId, attempt) => of(taskId, attempt)?.executed === true,
    opensAtHead: (taskId, attempt) => atHead.has(`${taskId}/${attempt}`),
    forget(taskId, attempt) {
      executions.delete(`${taskId}/${attempt}`);
      atHead.delete(`${taskId}/${attempt}`);
    },
  };
}
