/** What did not go straight: found in the rows, one incident per cause, in the order of time. */
import type { Finding } from '@atms/contracts';
import type { ApprovalRow, AttemptRow, DeadLetterRow, MergeRow } from '../projections/tables.ts';
import { badEndsOf } from './bad-ends.ts';
import { lockWaits } from './lock-waits.ts';
import { passedWithWord } from './passed-with-word.ts';
import type { Incident, IncidentKind, ReportRows } from './workflow-report.ts';

type Unnamed = Omit<Incident, 'planTaskId'> & { readonly taskId: string | null };

export function incidentsOf(rows: ReportRows): readonly Incident[] {
  const planIds = new Map(rows.tasks.map((task) => [task.taskId, task.planTaskId]));
  const named = [
    ...rows.attempts.flatMap(endedEarly),
    ...rows.attempts.flatMap(undone),
    ...rows.escalations.map(({ at, taskId, reason, message, findings }): Unnamed => ({
      at,
      taskId,
      kind: 'escalation',
      sentence: `needed a person, ${reason}: ${message}`,
      findings: findingsOf(findings),
    })),
    ...rows.approvals.map(approval),
    ...rows.merges.filter((merge) => merge.kind === 'conflicted').map(conflict),
    ...rows.deadLetters.map(deadLetter),
    ...badEndsOf(rows),
    ...passedWithWord(rows),
  ].map(({ taskId, ...rest }): Incident => {
    const planTaskId = taskId === null ? null : (planIds.get(taskId) ?? taskId);
    return { ...rest, planTaskId };
  });
  return [...named, ...lockWaits(rows)].toSorted((one, other) =>
    one.at < other.at ? -1 : Number(one.at > other.at),
  );
}

/** Conflicts are told by the merge, escalations and ends by themselves. */
const toldElsewhere: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'escalated',
  'conflict',
];
const kills: readonly string[] = ['timed-out', 'interrupted', 'lease-over'];

function endedEarly(attempt: AttemptRow): readonly Unnamed[] {
  const { endCause, endedAt, taskId } = attempt;
  if (endCause === null || endedAt === null || toldElsewhere.includes(endCause)) return [];
  const killed = kills.includes(endCause) || kills.includes(attempt.outcome ?? '');
  const kind: IncidentKind = killed ? 'kill' : 'retry';
  return [
    {
      at: endedAt,
      taskId,
      kind,
      sentence: `attempt ${attempt.attempt}${onAgent(attempt)} ended by ${endCause}${because(attempt)}; attempt ${attempt.attempt + 1} followed`,
      findings: findingsOf(attempt.findings).filter(isNotAmong(findingsOf(attempt.violations))),
    },
  ];
}

/** What was undone is an incident of its own. */
function isNotAmong(told: readonly Finding[]): (finding: Finding) => boolean {
  const messages = new Set(told.map(({ message }) => message));
  return ({ message }) => !messages.has(message);
}

function onAgent({ agentId }: AttemptRow): string {
  return agentId === null ? '' : ` on ${agentId}`;
}

function because({ summary }: AttemptRow): string {
  const [line = ''] = (summary ?? '').trim().split('\n');
  return line === '' ? '' : ` (${line})`;
}

function undone(attempt: AttemptRow): readonly Unnamed[] {
  const violations = findingsOf(attempt.violations);
  if (violations.length === 0) return [];
  return [
    {
      at: attempt.executedAt ?? attempt.openedAt,
      taskId: attempt.taskId,
      kind: 'undone',
      sentence: `attempt ${attempt.attempt} changed the repository outside its worktree; this was undone and the attempt refused`,
      findings: violations,
    },
  ];
}

function approval(row: ApprovalRow): Unnamed {
  const { requestedAt, taskId, action, detail } = row;
  const sentence = `asked for leave to ${action} (${detail}): ${decisionOf(row)}`;
  return { at: requestedAt, taskId, kind: 'approval', sentence, findings: [] };
}

function decisionOf({ state, decidedBy, policy, reason }: ApprovalRow): string {
  const by = policy === null ? (decidedBy ?? 'nobody') : `policy ${policy}`;
  if (state === 'granted') return `granted by ${by}`;
  if (state === 'denied') return `denied by ${by}, ${reason ?? 'without a reason'}`;
  return state === 'expired' ? `expired, ${reason ?? 'without a reason'}` : 'still open';
}

function conflict(row: MergeRow): Unnamed {
  const paths = JSON.parse(row.paths) as string[];
  const where = paths.length === 0 ? '' : ` in ${paths.join(', ')}`;
  return {
    at: row.at,
    taskId: row.taskId,
    kind: 'merge-conflict',
    sentence: `attempt ${row.attempt} was not merged, ${row.reason ?? 'unknown'}${where}: ${row.message ?? ''}`,
    findings: findingsOf(row.findings),
  };
}

function deadLetter(row: DeadLetterRow): Unnamed {
  const { recordedAt, taskId, consumer, eventType, deliveries, error, redrivenBy } = row;
  const after = redrivenBy === null ? '' : `; ${redrivenBy} redrove it`;
  const sentence = `${consumer} gave up on ${eventType} after ${deliveries} deliveries: ${error}${after}`;
  return { at: recordedAt, taskId, kind: 'dead-letter', sentence, findings: [] };
}

function findingsOf(column: string): readonly Finding[] {
  return JSON.parse(column) as Finding[];
}
