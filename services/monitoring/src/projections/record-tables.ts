import type { TableDefinition } from '@atms/eventsourcing';

/** What was found, asked and merged: one row per fact. Rows named by `position` are never changed. */
export const validationsTable = {
  name: 'validations',
  key: ['position'],
  columns: {
    position: 'integer',
    workflowId: 'text',
    taskId: 'text',
    attempt: 'integer',
    /** attempt or candidate. */
    of: 'text',
    tree: 'text',
    verdict: 'text',
    at: 'text',
  },
  indexes: [['workflowId'], ['taskId']],
} as const satisfies TableDefinition;

export const gatesTable = {
  name: 'gates',
  key: ['position', 'ordinal'],
  columns: {
    /** Position of the `validation.result` that it stands in. */
    position: 'integer',
    ordinal: 'integer',
    workflowId: 'text',
    taskId: 'text',
    attempt: 'integer',
    of: 'text',
    gate: 'text',
    status: 'text',
    durationMs: 'real',
    findings: 'text',
    reason: 'text?',
    outputKey: 'text?',
  },
  indexes: [['workflowId'], ['taskId']],
} as const satisfies TableDefinition;

export const approvalsTable = {
  name: 'approvals',
  key: ['approvalId'],
  columns: {
    approvalId: 'text',
    workflowId: 'text',
    taskId: 'text',
    attempt: 'integer',
    action: 'text',
    detail: 'text',
    /** pending, granted, denied or expired. */
    state: 'text',
    requestedAt: 'text',
    expiresAt: 'text',
    decidedAt: 'text?',
    decidedBy: 'text?',
    policy: 'text?',
    reason: 'text?',
  },
  indexes: [['workflowId'], ['state']],
} as const satisfies TableDefinition;

export const escalationsTable = {
  name: 'escalations',
  key: ['position'],
  columns: {
    position: 'integer',
    workflowId: 'text',
    taskId: 'text',
    attempt: 'integer',
    reason: 'text',
    message: 'text',
    findings: 'text',
    at: 'text',
  },
  indexes: [['workflowId']],
} as const satisfies TableDefinition;

export const mergesTable = {
  name: 'merges',
  key: ['position'],
  columns: {
    position: 'integer',
    workflowId: 'text',
    taskId: 'text',
    attempt: 'integer',
    lineId: 'text',
    /** started, applied or conflicted. */
    kind: 'text',
    reason: 'text?',
    message: 'text?',
    paths: 'text',
    findings: 'text',
    base: 'text?',
    commit: 'text?',
    at: 'text',
  },
  indexes: [['workflowId'], ['taskId']],
} as const satisfies TableDefinition;

export const deadLettersTable = {
  name: 'dead_letters',
  key: ['consumer', 'eventId'],
  columns: {
    consumer: 'text',
    eventId: 'text',
    eventType: 'text',
    eventPosition: 'integer',
    deliveries: 'integer',
    error: 'text',
    workflowId: 'text?',
    taskId: 'text?',
    recordedAt: 'text',
    /** Null while nobody has redriven it. */
    redrivenAt: 'text?',
    redrivenBy: 'text?',
  },
} as const satisfies TableDefinition;

/** One sentence per event, without its subject: the reader puts the task's name before it. */
export const timelineTable = {
  name: 'timeline',
  key: ['position'],
  columns: {
    position: 'integer',
    at: 'text',
    type: 'text',
    workflowId: 'text?',
    taskId: 'text?',
    attempt: 'integer?',
    sentence: 'text',
  },
  indexes: [['workflowId', 'position']],
} as const satisfies TableDefinition;
