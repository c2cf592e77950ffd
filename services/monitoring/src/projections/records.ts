import type { EventData } from '@atms/contracts';
import type { RecordedEvent, RowChange } from '@atms/eventsourcing';
import { changesOf, handledBy } from './changes.ts';
import {
  approvalsTable,
  deadLettersTable,
  escalationsTable,
  gatesTable,
  mergesTable,
  validationsTable,
} from './record-tables.ts';
import type { MergeRow } from './tables.ts';
import { locksTable } from './work-tables.ts';

const validations = changesOf(validationsTable);
const gates = changesOf(gatesTable);
const approvals = changesOf(approvalsTable);
const escalations = changesOf(escalationsTable);
const merges = changesOf(mergesTable);
const locks = changesOf(locksTable);
const deadLetters = changesOf(deadLettersTable);

/** Facts beside the life of a task: what was checked, asked, locked, merged and given up. */
export const projectRecords = handledBy({
  'validation.result': (data, event) => [
    validations.append({
      position: event.position,
      ...attemptOf(data),
      of: data.of,
      tree: data.tree,
      verdict: data.verdict,
      at: event.metadata.time,
    }),
    ...gateRows(data, event),
  ],
  'approval.requested': (data, { metadata }) => [
    approvals.append({
      ...attemptOf(data),
      approvalId: data.approvalId,
      action: data.action,
      detail: data.detail,
      state: 'pending',
      requestedAt: metadata.time,
      expiresAt: data.expiresAt,
      decidedAt: null,
      decidedBy: null,
      policy: null,
      reason: null,
    }),
  ],
  'approval.granted': ({ approvalId, by, policy }, event) => [
    decided(event, approvalId, { state: 'granted', decidedBy: by, policy: policy ?? null }),
  ],
  'approval.denied': ({ approvalId, by, reason }, event) => [
    decided(event, approvalId, { state: 'denied', decidedBy: by, reason }),
  ],
  'approval.expired': ({ approvalId, reason }, event) => [
    decided(event, approvalId, { state: 'expired', reason }),
  ],
  'task.escalated': (data, { position, metadata }) => [
    escalations.append({
      position,
      ...attemptOf(data),
      reason: data.reason,
      message: data.message,
      findings: JSON.stringify(data.findings),
      at: metadata.time,
    }),
  ],
  'lock.acquired': (data, { metadata }) => [
    locks.append({
      ...attemptOf(data),
      lineId: data.lineId,
      paths: JSON.stringify(data.paths),
      acquiredAt: metadata.time,
      releasedAt: null,
    }),
  ],
  'queue.removed': ({ taskId }, { metadata }) => [
    locks.update({ taskId, releasedAt: null }, { releasedAt: metadata.time }),
  ],
  'merge.started': (data, event) => [merge('started', data, event)],
  'merge.applied': (data, event) => [merge('applied', data, event)],
  'merge.conflicted': (data, event) => [merge('conflicted', data, event)],
  'deadletter.recorded': (data, { metadata }) => [
    deadLetters.upsert({
      consumer: data.consumer,
      eventId: data.eventId,
      eventType: data.eventType,
      eventPosition: data.position,
      deliveries: data.deliveries,
      error: data.error,
      workflowId: data.workflowId ?? null,
      taskId: data.taskId ?? null,
      recordedAt: metadata.time,
      redrivenAt: null,
      redrivenBy: null,
    }),
  ],
  'deadletter.redriven': ({ consumer, eventId, by }, { metadata }) => [
    deadLetters.update({ consumer, eventId }, { redrivenAt: metadata.time, redrivenBy: by }),
  ],
});

interface OfAttempt {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
}

function attemptOf({ workflowId, taskId, attempt }: OfAttempt): OfAttempt {
  return { workflowId, taskId, attempt };
}

function gateRows(
  data: EventData<'validation.result'>,
  { position }: RecordedEvent,
): readonly RowChange[] {
  return data.gates.map((result, ordinal) =>
    gates.append({
      position,
      ordinal,
      ...attemptOf(data),
      of: data.of,
      gate: result.gate,
      status: result.status,
      durationMs: result.durationMs,
      findings: JSON.stringify(result.findings),
      reason: result.reason ?? null,
      outputKey: result.output?.key ?? null,
    }),
  );
}

interface Decided {
  readonly state: string;
  readonly decidedBy?: string;
  readonly policy?: string | null;
  readonly reason?: string;
}

function decided({ metadata }: RecordedEvent, approvalId: string, decision: Decided): RowChange {
  return approvals.update(
    { approvalId, state: 'pending' },
    { ...decision, decidedAt: metadata.time },
  );
}

/** `merge.applied` says the same as `merge.started`. */
type MergeData = EventData<'merge.started'> | EventData<'merge.conflicted'>;

function merge(kind: string, data: MergeData, { position, metadata }: RecordedEvent): RowChange {
  const place = { position, ...attemptOf(data), lineId: data.lineId, kind, at: metadata.time };
  const outcome: Pick<MergeRow, 'reason' | 'message' | 'paths' | 'findings' | 'base' | 'commit'> =
    'reason' in data
      ? {
          reason: data.reason,
          message: data.message,
          paths: JSON.stringify(data.paths),
          findings: JSON.stringify(data.findings),
          base: null,
          commit: null,
        }
      : {
          reason: null,
          message: null,
          paths: '[]',
          findings: '[]',
          base: data.base,
          commit: data.commit,
        };
  return merges.append({ ...place, ...outcome });
}
