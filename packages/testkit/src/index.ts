export { account, accountLimit, checkAccountEvent, isAccountEvent } from './account.ts';
export type { AccountCommand, AccountEvent, AccountState } from './account.ts';
export { blobStoreContract } from './blob-store-contract.ts';
export type { BlobStoreHarness } from './blob-store-contract.ts';
export { commandBusContract } from './command-bus-contract.ts';
export type { CommandBusHarness } from './command-bus-contract.ts';
export { eventBusContract, roughEventBusContract } from './event-bus-contract.ts';
export { testRetry, testSourceOf } from './event-bus/harness.ts';
export type { EventBusHarness } from './event-bus/harness.ts';
export { eventStoreContract } from './event-store-contract.ts';
export type { EventStoreHarness, EventStoreLimits } from './event-store/harness.ts';
export { createFaultyEventStore } from './faulty-event-store.ts';
export type { AppendFault, FaultyEventStore } from './faulty-event-store.ts';
export { createGate, createGathering } from './gathering.ts';
export type { Gate, Gathering } from './gathering.ts';
export { createMemorySnapshots } from './memory-snapshots.ts';
export { openedPerTest } from './harness.ts';
export type { Closable } from './harness.ts';
export { sha256 } from './sha256.ts';
export { signalsContract } from './signals-contract.ts';
export type { SignalsHarness } from './signals-contract.ts';
export { appendTo, newEvent, newEvents } from './test-events.ts';
export { createTestIds } from './test-ids.ts';
export { createVirtualClock } from './virtual-clock.ts';
export type { VirtualClock } from './virtual-clock.ts';
export {
  createdTask,
  createRecorder,
  executedAttempt,
  hashOf,
  passingWorkflows,
  requestedWorkflow,
  retriedTask,
  taskSpec,
} from './atms-events.ts';
export { createMemoryPorts } from './memory-ports.ts';
export type { MemoryPorts } from './memory-ports.ts';
export { agentContract } from './agent-contract.ts';
export type {
  ActingAgent,
  AgentAct,
  AgentHarness,
  AgentLimits,
  ObservedUpdate,
} from './agent-contract.ts';
export { createGitRepository } from './git-repository.ts';
export type { GitRepository } from './git-repository.ts';
export { createWitness } from './witness.ts';
export type { Witness } from './witness.ts';
