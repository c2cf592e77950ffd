export { canDo, runSkill } from './agent-capability.ts';
export type { AgentAbility } from './agent-capability.ts';
export {
  agentCoordinatorCommands,
  commandSchemas,
  deadLetterCommands,
  leaseDefaults,
  openCommands,
  queueCommands,
  serviceOfCommand,
  leaseSettings,
  taskManagerCommands,
} from './commands.ts';
export type { CommandName, CommandPayload, OpenCommand, LeaseSettings } from './commands.ts';
export type { AgentScore } from './agent-events.ts';
export { services } from './event-definition.ts';
export type { EventDefinition, ServiceName } from './event-definition.ts';
export {
  eventDefinition,
  eventDefinitions,
  eventTypes,
  isEvent,
  isEventType,
  ownerOf,
} from './events.ts';
export type { AtmsEvent, EventData, EventOf, EventType } from './events.ts';
export type { ExecutionOutcome } from './execution-events.ts';
export {
  compareTurns,
  priorityParts,
  priorityWeights,
  turnChangesOf,
  turnOf,
} from './priority-parts.ts';
export type { Prioritized, PriorityParts, Turn } from './priority-parts.ts';
export type { RemovalReason } from './queue-events.ts';
export { signalSchemas } from './signals.ts';
export type { SignalPayload, SignalSubject } from './signals.ts';
export { attemptRef, durableName, mergeRef, streams } from './streams.ts';
export { taskChanges } from './task-events.ts';
export type { EscalationReason, RetryCause, TaskChanges } from './task-events.ts';
export { hasAttempt, hasEnded, isUnfinished } from './task-index/known-tasks.ts';
export type { KnownTask, KnownWorkflow, TaskLife, WorkflowLife } from './task-index/known-tasks.ts';
export { createTaskIndex } from './task-index/task-index.ts';
export type { TaskIndex } from './task-index/task-index.ts';
export { taskSpec } from './task-spec.ts';
export type { TaskSpec } from './task-spec.ts';
export { isEnd, stateAfter, taskStates } from './task-state.ts';
export type { TaskState } from './task-state.ts';
export { gateStatus, verdict } from './validation-events.ts';
export type {
  ConflictReason,
  GateResult,
  GateStatus,
  TestCounts,
  Verdict,
} from './validation-events.ts';
export { checks, finding } from './values.ts';
export type { BlobRef, Check, Checks, Finding, Priority, Usage } from './values.ts';
export { boundFinding, boundFindings, shortened } from './findings.ts';
export { elapsedMs, instantAfter, msBetween } from './instant.ts';
