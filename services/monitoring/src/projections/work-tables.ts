import type { TableDefinition } from '@atms/eventsourcing';

/** What is worked on: workflows, their tasks, the attempts at them, who has them. Lists and findings are JSON text. */
export const workflowsTable = {
  name: 'workflows',
  key: ['workflowId'],
  columns: {
    workflowId: 'text',
    name: 'text',
    goal: 'text',
    planHash: 'text',
    repository: 'text',
    branch: 'text',
    base: 'text',
    lineId: 'text',
    requestedBy: 'text',
    /** requested, planned, approved, completed, failed or cancelled. */
    life: 'text',
    paused: 'integer',
    /** Position of `workflow.requested`: the newest workflow has the highest. */
    requestedPosition: 'integer',
    requestedAt: 'text',
    approvedAt: 'text?',
    approvedBy: 'text?',
    approvedPolicy: 'text?',
    endedAt: 'text?',
    endReason: 'text?',
  },
  indexes: [['name'], ['endedAt']],
} as const satisfies TableDefinition;

export const tasksTable = {
  name: 'tasks',
  key: ['taskId'],
  columns: {
    taskId: 'text',
    workflowId: 'text',
    /** Place in the plan. */
    ordinal: 'integer',
    planTaskId: 'text',
    name: 'text',
    description: 'text',
    acceptance: 'text',
    estimateMs: 'real',
    /** Task ids. */
    dependencies: 'text',
    wantedAgent: 'text?',
    skills: 'text',
    priority: 'text',
    parallelGroup: 'text?',
    category: 'text?',
    paths: 'text',
    run: 'text?',
    checks: 'text',
    timeoutMs: 'real?',
    /** `planned`, or a state of the contracts. */
    state: 'text',
    /** How far the state is within its attempt; a later event never moves it back. */
    stage: 'integer',
    ended: 'integer',
    paused: 'integer',
    attempt: 'integer',
    agentId: 'text?',
    notBefore: 'text?',
    createdAt: 'text?',
    readyAt: 'text?',
    startedAt: 'text?',
    /** Of the current attempt; `startedAt` is the first attempt's. */
    attemptStartedAt: 'text?',
    executedAt: 'text?',
    endedAt: 'text?',
    endReason: 'text?',
    escalationReason: 'text?',
    message: 'text?',
    commit: 'text?',
    tree: 'text?',
  },
  indexes: [['workflowId'], ['ended']],
} as const satisfies TableDefinition;

export const attemptsTable = {
  name: 'attempts',
  key: ['taskId', 'attempt'],
  columns: {
    taskId: 'text',
    attempt: 'integer',
    workflowId: 'text',
    openedAt: 'text',
    /** Who opened it: a person, or the rule of the retry ladder. */
    openedBy: 'text?',
    readyAt: 'text?',
    agentId: 'text?',
    startedAt: 'text?',
    /** The commit of the line that its work counts against. */
    base: 'text?',
    executedAt: 'text?',
    /** 0 when the process that worked on it was found dead: nobody knows when that was. */
    durationMs: 'real?',
    outcome: 'text?',
    summary: 'text?',
    verdict: 'text?',
    /** completed, failed, cancelled, escalated, or the cause of the retry that followed. */
    endCause: 'text?',
    endedAt: 'text?',
    findings: 'text',
    /** What it did beside its own worktree: undone and refused. */
    violations: 'text',
    commit: 'text?',
    tree: 'text?',
    inputTokens: 'integer?',
    outputTokens: 'integer?',
    costUsd: 'real?',
    transcriptKey: 'text?',
  },
  indexes: [['workflowId']],
} as const satisfies TableDefinition;

export const agentsTable = {
  name: 'agents',
  key: ['agentId'],
  columns: {
    agentId: 'text',
    executorId: 'text',
    kind: 'text',
    slots: 'integer',
    skills: 'text',
    /** online, offline or drained. */
    state: 'text',
    reason: 'text?',
    since: 'text',
  },
} as const satisfies TableDefinition;

/** A slot held by an attempt, from the assignment until the work ended or the slot was given back. */
export const assignmentsTable = {
  name: 'assignments',
  key: ['taskId', 'attempt', 'agentId'],
  columns: {
    taskId: 'text',
    attempt: 'integer',
    agentId: 'text',
    workflowId: 'text',
    assignedAt: 'text',
    score: 'real',
    releasedAt: 'text?',
    reason: 'text?',
  },
  indexes: [['releasedAt'], ['workflowId']],
} as const satisfies TableDefinition;

export const locksTable = {
  name: 'locks',
  key: ['taskId', 'attempt'],
  columns: {
    taskId: 'text',
    attempt: 'integer',
    workflowId: 'text',
    lineId: 'text',
    paths: 'text',
    acquiredAt: 'text',
    releasedAt: 'text?',
  },
  indexes: [['lineId']],
} as const satisfies TableDefinition;
