export { createCommandHandler } from './command-handler.ts';
export type { CommandHandler, Outcome } from './command-handler.ts';
export type { PlainEvent, StreamCommand } from './deciding.ts';
export type { CommandAnswer, CommandBus, CommandEndpoint, CommandRequest } from './command-bus.ts';
export { accept, reject, unreachable } from './decider.ts';
export type { Decider, Decision, Rejection } from './decider.ts';
export {
  AtmsError,
  Cancelled,
  hasCode,
  InvalidMessage,
  messageOf,
  ReaderTooOld,
  Refused,
  RevisionConflict,
  Unavailable,
} from './errors.ts';
export type { ExpectedRevision } from './errors.ts';
export { categoryOf } from './event.ts';
export type { EventMetadata, NewEvent, RecordedEvent } from './event.ts';
export { ack } from './event-bus.ts';
export type {
  ConsumerOptions,
  Consumption,
  DeadLetter,
  Delivery,
  EventBus,
  Settlement,
} from './event-bus.ts';
export type {
  Append,
  Appended,
  EventStore,
  Subscription,
  SubscriptionOptions,
} from './event-store.ts';
export { given } from './given-when-then.ts';
export type { KeptStreams } from './kept-streams.ts';
export { createLogFollower } from './log-follower.ts';
export type { KeptView, LogFollower, View } from './log-follower.ts';
export type { BlobStore, Clock, Ids, Logger, Signals } from './ports.ts';
export { commandIdOf } from './process-manager.ts';
export type { React, Requested } from './process-manager.ts';
export type {
  ColumnType,
  Projection,
  ProjectionRun,
  ProjectionRunOptions,
  Row,
  RowChange,
  RowOf,
  TableDefinition,
} from './projection.ts';
export { decodeEvent, encodeAppend, judgeAppend } from './appending.ts';
export type { EncodedAppend, EncodedEvent, LogView, Place, RecordedId } from './appending.ts';
export { createLeastRecentlyUsed } from './least-recently-used.ts';
export type { LeastRecentlyUsed } from './least-recently-used.ts';
export { createLogEventBus } from './log-bus/log-event-bus.ts';
export type { LogEventBus, Redelivery } from './log-bus/log-event-bus.ts';
export type { Cursors, HandlerFailure, LogBusPorts } from './log-bus/log-bus-ports.ts';
export { defaultRetry } from './log-bus/retry-policy.ts';
export type { RetryPolicy } from './log-bus/retry-policy.ts';
export { createRoughness, smooth } from './log-bus/roughness.ts';
export type { Roughness } from './log-bus/roughness.ts';
export { createDirectCommandBus } from './memory/direct-command-bus.ts';
export { createLocalSignals } from './memory/local-signals.ts';
export { createMemoryBlobStore } from './memory/memory-blob-store.ts';
export { createMemoryEventBus } from './memory/memory-event-bus.ts';
export { createMemoryEventStore } from './memory/memory-event-store.ts';
export { createSeededRandom } from './seeded-random.ts';
export { noSnapshots } from './snapshots.ts';
export type { Snapshot, Snapshots } from './snapshots.ts';
export { createSubscriptions } from './subscriptions.ts';
export type { ReadPage, Subscriptions } from './subscriptions.ts';
export { restoreTables } from './view-tables.ts';
export type { ViewTables } from './view-tables.ts';
