export { canDo, runSkill } from './agent-capability.ts';
export type { AgentAbility } from './agent-capability.ts';
export {
  agentCoordinatorCommands,
  commandSchemas,
  deadLetterCommands,
  leaseDefaults,
  openCommands,
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
export type { RemovalReason } from './queue-events.ts';
export { signalSchemas } from './signals.ts';
export type { SignalPayload, SignalSubject } from './signals.ts';
export { attemptRef, durableName, mergeRef, streams } from './streams.ts';
export type { EscalationReason, RetryCause } from './task-events.ts';
export { createTaskIndex, hasAttempt, hasEnded } from './task-index.ts';
export type { KnownTask, KnownWorkflow, TaskIndex, TaskLife, WorkflowLife } from './task-index.ts';
export { taskSpec } from './task-spec.ts';
export type { TaskSpec } from './task-spec.ts';
export { isEnd, stateAfter } from './task-state.ts';
export type { TaskState } from './task-state.ts';
export type { ConflictReason, GateResult, GateStatus, Verdict } from './validation-events.ts';
export type { BlobRef, Checks, Finding, Priority, Usage } from './values.ts';
export { boundFindings } from './findings.ts';
export { instantAfter, msBetween } from './instant.ts';
