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

/** One durable consumer per consuming service and source. Renaming one replays its source from the start. */
export function durableName(consumer: string, source: string): string {
  return `${consumer}__${source}`;
}

export function attemptRef(taskId: string, attempt: number): string {
  return `refs/atms/attempts/${taskId}/${attempt}`;
}

export function mergeRef(taskId: string, attempt: number): string {
  return `refs/atms/merges/${taskId}/${attempt}`;
}
