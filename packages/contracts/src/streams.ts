import type { ServiceName } from './event-definition.ts';

/** Stream names: `<category>-<id>`; the category decides which service may append. */
export const streams = {
  workflow: (workflowId: string) => `workflow-${workflowId}`,
  task: (taskId: string) => `task-${taskId}`,
  approval: (approvalId: string) => `approval-${approvalId}`,
  queue: (lineId: string) => `queue-${lineId}`,
  agent: (agentId: string) => `agent-${agentId}`,
  execution: (taskId: string, attempt: number) => `execution-${taskId}-${attempt}`,
  validation: (taskId: string, attempt: number) => `validation-${taskId}-${attempt}`,
  merge: (lineId: string) => `merge-${lineId}`,
  deadLetter: (consumer: string, eventId: string) => `deadLetter-${consumer}-${eventId}`,
} as const;

/** Every durable consumer that there is. Renaming one replays its source from the start, so a test pins the list. */
export const durables = [
  'task-manager__task-manager',
  'task-manager__executor',
  'task-manager__quality-gateway',
  'task-manager__agent-coordinator',
  'task-manager__monitoring',
  'queue__task-manager',
  'agent-coordinator__agent-coordinator',
  'agent-coordinator__executor',
  'agent-coordinator__task-manager',
  'quality-gateway__executor',
  'quality-gateway__quality-gateway',
] as const;
export type DurableName = (typeof durables)[number];

/**
 * One durable consumer per consuming service and source.
 * @throws Error for one that is not listed: it would begin at the first event of the log.
 */
export function durableName(consumer: ServiceName, source: ServiceName): DurableName {
  const name = `${consumer}__${source}`;
  const listed = durables.find((one) => one === name);
  if (listed === undefined) throw new Error(`The durable consumer ${name} is not in the contracts`);
  return listed;
}

export function consumingService(durable: string): string {
  return durable.split('__')[0] ?? durable;
}

export function attemptRef(taskId: string, attempt: number): string {
  return `refs/atms/attempts/${taskId}/${attempt}`;
}

export function mergeRef(taskId: string, attempt: number): string {
  return `refs/atms/merges/${taskId}/${attempt}`;
}
