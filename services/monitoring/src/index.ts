export { monitoringApi } from './api/api-part.ts';
export type { TaskLogs } from './api/task-logs.ts';
export type { PolledEvents } from './api/event-poll.ts';
export type { MonitoringPorts, ReadModels } from './ports.ts';
export type { AgentDetail, DeadLetterDetail, EventDetail } from './queries/operation-views.ts';
export type { EventsWanted } from './queries/event-queries.ts';
export type { MonitoringQueries } from './queries/queries.ts';
export type { Reference } from './queries/references.ts';
export type { ListedTask, TaskList } from './queries/task-list-views.ts';
export type {
  AgentView,
  DeadLetterView,
  ApprovalView,
  AttemptView,
  EventView,
  GateView,
  LiveView,
  Progress,
  ShownTaskState,
  StatusView,
  TaskDetail,
  TaskView,
  WaitingItem,
  WorkflowDetail,
  WorkflowSummary,
} from './queries/views.ts';
export type { QueueEntryView, QueueView, WhyView } from './why/why-views.ts';
export { reportMarkdown } from './report/markdown.ts';
export { plainText } from './report/plain-text.ts';
export type {
  AgentUse,
  Figure,
  GateUse,
  Incident,
  IncidentKind,
  TaskLine,
  WorkflowReport,
} from './report/workflow-report.ts';
export type { WorkflowState } from './report/workflow-state.ts';
export { createMonitoring } from './service.ts';
export type { Monitoring } from './service.ts';
