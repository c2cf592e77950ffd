/** What monitoring can be asked, as its description says it. A test holds it against the routes and their answers. */
import type { ApiOperation, ApiPart } from '@atms/platform/http';
import { z } from 'zod';
import {
  agentDetail,
  agentList,
  deadLetterDetail,
  deadLetterList,
  eventDetail,
} from '../queries/operation-views.ts';
import { listedTask, taskList } from '../queries/task-list-views.ts';
import { list, text } from '../queries/view-values.ts';
import {
  agentView,
  approvalView,
  attemptView,
  deadLetterView,
  eventView,
  gateView,
  liveView,
  progress,
  statusView,
  taskDetail,
  taskView,
  waitingItem,
  workflowDetail,
  workflowSummary,
} from '../queries/views.ts';
import {
  agentUse,
  figure,
  gateUse,
  incident,
  taskLine,
  workflowReport,
} from '../report/workflow-report.ts';
import { causeView, queueEntryView, queueView, whyLink, whyView } from '../why/why-views.ts';
import { polledEvents } from './event-poll.ts';
import { taskLogsView } from './task-logs.ts';

const workflowList = z.object({ workflows: list(workflowSummary) }).describe('Newest first');

const schemas = {
  AgentDetail: agentDetail,
  AgentList: agentList,
  AgentUse: agentUse,
  AgentView: agentView,
  ApprovalView: approvalView,
  AttemptView: attemptView,
  CauseView: causeView,
  DeadLetterDetail: deadLetterDetail,
  DeadLetterList: deadLetterList,
  DeadLetterView: deadLetterView,
  EventDetail: eventDetail,
  EventStream: z
    .string()
    .describe(
      'Events with `id` (position), `event` (type) and `data` (EventView). When it fails, a last one: `event` is `error`, `data` a Problem',
    ),
  EventView: eventView,
  Figure: figure,
  GateUse: gateUse,
  GateView: gateView,
  Incident: incident,
  ListedTask: listedTask,
  LiveView: liveView,
  Markdown: z.string(),
  Page: z.string().describe('One page of HTML that needs nothing else'),
  PolledEvents: polledEvents,
  Progress: progress,
  QueueEntryView: queueEntryView,
  QueueView: queueView,
  StatusView: statusView,
  TaskDetail: taskDetail,
  TaskLine: taskLine,
  TaskList: taskList,
  TaskLogs: taskLogsView,
  TaskView: taskView,
  WaitingItem: waitingItem,
  WhyLink: whyLink,
  WhyView: whyView,
  WorkflowDetail: workflowDetail,
  WorkflowList: workflowList,
  WorkflowReport: workflowReport,
  WorkflowSummary: workflowSummary,
};

const number = z.exactOptional(z.string().regex(/^\d+$/));
const reference = z.exactOptional(text);
const page = {
  after: number.describe('Only events after this position'),
  limit: number.describe('At most so many'),
  waitMs: number.describe('Waits so long for the first one'),
};
const queries = {
  none: z.object(),
  attempt: z.object({ attempt: number.describe('Without it, the last that started') }),
  events: z.object({ ...page, workflow: reference.describe('The id of a workflow') }),
  format: z.object({ format: z.exactOptional(z.enum(['json', 'markdown', 'html'])) }),
  redriven: z.object({ redriven: z.exactOptional(z.enum(['true', 'false'])) }),
  search: z.object({
    ...page,
    workflow: reference,
    task: reference,
    type: reference.describe('A type, or the beginning of some with a star: `task.*`'),
    last: number.describe('The last so many, in place of the first'),
  }),
  stream: z.object({
    after: reference.describe('Only events after this position; `now`: only those that come'),
    workflow: reference.describe('What names a workflow'),
    task: reference.describe('What names a task'),
  }),
  tasks: z.object({
    workflow: reference.describe('What names a workflow; without it, the newest'),
    all: z.exactOptional(z.enum(['true', 'false'])).describe('Of all workflows'),
    state: reference,
    limit: page.limit,
  }),
};

type Answered = keyof typeof schemas;

/** One that answers with JSON. Of what is named in the path there may be none, or several. */
function asked(
  path: string,
  summary: string,
  more: {
    readonly answer: Answered;
    readonly query?: keyof typeof queries;
  },
): ApiOperation {
  return {
    method: 'get',
    path,
    operationId: operationIdOf(path),
    summary,
    query: queries[more.query ?? 'none'],
    answers: { 'application/json': more.answer },
    problems: path.includes(':') ? [404, 409] : [],
  };
}

/** `/api/tasks/:ref/logs` → `tasks-ref-logs`. */
function operationIdOf(path: string): string {
  return path.replace('/api/', '').replaceAll(/[^a-z]+/g, '-');
}

const operations: readonly ApiOperation[] = [
  asked('/api/status', 'What is under way and what waits', { answer: 'StatusView' }),
  asked('/api/workflows', 'All workflows', { answer: 'WorkflowList' }),
  asked('/api/workflows/:ref', 'A workflow with its tasks', { answer: 'WorkflowDetail' }),
  {
    ...asked('/api/workflows/:ref/report', 'What happened, with every figure and its formula', {
      answer: 'WorkflowReport',
      query: 'format',
    }),
    answers: {
      'application/json': 'WorkflowReport',
      'text/markdown': 'Markdown',
      'text/html': 'Page',
    },
  },
  asked('/api/tasks', 'The tasks of a workflow, or of all', { answer: 'TaskList', query: 'tasks' }),
  asked('/api/tasks/:ref', 'A task with its attempts, gates and approvals', {
    answer: 'TaskDetail',
  }),
  asked('/api/tasks/:ref/logs', 'What an attempt wrote', { answer: 'TaskLogs', query: 'attempt' }),
  asked('/api/tasks/:ref/why', 'Why a task is where it is', { answer: 'WhyView' }),
  asked('/api/queue', 'What is queued, in its order', { answer: 'QueueView' }),
  asked('/api/agents', 'All agents', { answer: 'AgentList' }),
  asked('/api/agents/:ref', 'An agent, its work and its results', { answer: 'AgentDetail' }),
  asked('/api/deadletters', 'What a service gave up on', {
    answer: 'DeadLetterList',
    query: 'redriven',
  }),
  asked('/api/events', 'Events in the order of the log', {
    answer: 'PolledEvents',
    query: 'events',
  }),
  asked('/api/events/search', 'Events of a workflow, a task or a type', {
    answer: 'PolledEvents',
    query: 'search',
  }),
  {
    ...asked('/api/events/stream', 'Events as they come, from any position on', {
      answer: 'EventStream',
      query: 'stream',
    }),
    headers: z.object({
      'Last-Event-ID': number.describe('The position of the last event that the reader had'),
    }),
    answers: { 'text/event-stream': 'EventStream' },
    problems: [404, 409, 503],
  },
  asked('/api/events/:ref', 'One event as it stands in the log', { answer: 'EventDetail' }),
];

export const monitoringApi: ApiPart = { operations, schemas };
