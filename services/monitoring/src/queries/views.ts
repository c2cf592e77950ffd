import type { Checks, Finding, GateStatus, TaskState, Verdict } from '@atms/contracts';
import type { WorkflowState } from '../report/workflow-state.ts';

/** What monitoring answers. Instants are ISO 8601 in UTC; `…Ms` are milliseconds; what is not known is null. */

/** `planned`: stands in a plan that was not approved yet. */
export type ShownTaskState = TaskState | 'planned';

export interface Progress {
  readonly ended: number;
  readonly total: number;
  /**
   * Ended of total, 0 to 100, rounded down: 100 only when every task has ended. Of a workflow that has failed or was
   * cancelled: completed of total, since all its tasks have ended somehow.
   */
  readonly percent: number;
}

export interface WorkflowSummary {
  readonly workflowId: string;
  readonly name: string;
  readonly goal: string;
  readonly state: WorkflowState;
  readonly paused: boolean;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly approvedAt: string | null;
  /** A person, or `policy <name>`. */
  readonly approvedBy: string | null;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  readonly progress: Progress;
  /** How many tasks are in each state; states without a task are absent. */
  readonly tasksByState: Readonly<Partial<Record<ShownTaskState, number>>>;
}

export interface WorkflowDetail extends WorkflowSummary {
  readonly tasks: readonly TaskView[];
  /** The progress in percent once more, for those who show one number. */
  readonly overallProgress: number;
  /** From the approval (before it, from the request) to the end or to now. */
  readonly elapsedMs: number;
  /** Forecast; absent while no task is finished, while nothing can move without a person, and after the end. */
  readonly remainingMs?: number;
  /** Nothing can move without a person. */
  readonly waitsForPerson: boolean;
  readonly waiting: readonly WaitingItem[];
}

/** What waits for a person, and the exact commands that settle it. */
export interface WaitingItem {
  readonly kind: 'workflow' | 'approval' | 'escalation' | 'paused' | 'checkout';
  /** What the commands name: a workflow, an approval or a task. */
  readonly id: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly taskId: string | null;
  readonly planTaskId: string | null;
  /** One sentence. */
  readonly what: string;
  readonly commands: readonly string[];
}

/** What a running attempt said last; kept in memory alone. */
export interface LiveView {
  readonly lastLine: string;
  readonly percent: number | null;
}

export interface TaskView {
  readonly taskId: string;
  readonly planTaskId: string;
  readonly workflowId: string;
  readonly name: string;
  readonly state: ShownTaskState;
  /** Why the task is where it is and who can move it. */
  readonly why: string;
  readonly paused: boolean;
  readonly attempt: number;
  readonly agentId: string | null;
  readonly priority: string;
  readonly parallelGroup: string | null;
  /** Plan ids. */
  readonly dependencies: readonly string[];
  readonly paths: readonly string[];
  readonly estimateMs: number;
  /** From the first start to the end or to now; null before the first start. */
  readonly actualMs: number | null;
  readonly createdAt: string | null;
  readonly readyAt: string | null;
  /** Of the first attempt. */
  readonly startedAt: string | null;
  readonly attemptStartedAt: string | null;
  readonly executedAt: string | null;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  /** Set while a retry backs off. */
  readonly notBefore: string | null;
  readonly commit: string | null;
  readonly live?: LiveView;
}

export interface TaskDetail extends TaskView {
  readonly description: string;
  readonly acceptance: readonly string[];
  readonly skills: readonly string[];
  readonly wantedAgent: string | null;
  readonly run: string | null;
  readonly checks: Checks;
  readonly timeoutMs: number | null;
  readonly attempts: readonly AttemptView[];
  readonly gates: readonly GateView[];
  readonly approvals: readonly ApprovalView[];
}

export interface AttemptView {
  readonly attempt: number;
  readonly agentId: string | null;
  readonly openedAt: string;
  readonly openedBy: string | null;
  readonly startedAt: string | null;
  readonly executedAt: string | null;
  readonly durationMs: number | null;
  readonly outcome: string | null;
  readonly summary: string | null;
  readonly verdict: Verdict | null;
  readonly endCause: string | null;
  readonly endedAt: string | null;
  readonly findings: readonly Finding[];
  readonly violations: readonly Finding[];
  readonly commit: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly transcriptKey: string | null;
}

export interface GateView {
  readonly attempt: number;
  readonly of: 'attempt' | 'candidate';
  readonly gate: string;
  readonly status: GateStatus;
  readonly durationMs: number;
  readonly findings: readonly Finding[];
  readonly reason: string | null;
  readonly outputKey: string | null;
}

export interface ApprovalView {
  readonly approvalId: string;
  readonly attempt: number;
  readonly action: string;
  readonly detail: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly policy: string | null;
  readonly reason: string | null;
}

export interface AgentView {
  readonly agentId: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly slots: number;
  readonly slotsUsed: number;
  readonly skills: readonly string[];
}

export interface StatusView {
  /** Unfinished ones, and the last few that ended; newest first. */
  readonly workflows: readonly WorkflowSummary[];
  readonly running: readonly TaskView[];
  readonly waiting: readonly WaitingItem[];
  readonly agents: readonly AgentView[];
  /** Those that nobody has redriven, oldest first. */
  readonly deadLetters: readonly DeadLetterView[];
}

export interface DeadLetterView {
  readonly consumer: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly error: string;
  readonly recordedAt: string;
  readonly workflowId: string | null;
  readonly taskId: string | null;
  /** Hands the event to its handler once more. */
  readonly command: string;
}

export interface EventView {
  readonly position: number;
  readonly at: string;
  readonly type: string;
  readonly workflowId: string | null;
  readonly taskId: string | null;
  readonly planTaskId: string | null;
  readonly attempt: number | null;
  /** With its subject: "T3: attempt 2 started on laptop.shell". */
  readonly sentence: string;
}
