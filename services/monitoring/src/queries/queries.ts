import type { Clock } from '@atms/eventsourcing';
import { buildReport } from '../report/build-report.ts';
import type { WorkflowReport } from '../report/workflow-report.ts';
import type { ReadDatabase } from './database.ts';
import { type EventsWanted, eventsAfter } from './event-queries.ts';
import { findWorkflow, newestWorkflowRow, type Reference } from './references.ts';
import { findTask } from './task-reference.ts';
import { loadReportRows } from './report-query.ts';
import { statusOf } from './status-query.ts';
import type { TaskList } from './task-list-views.ts';
import { detailOfTask, listTasks, type TasksWanted } from './task-queries.ts';
import type {
  EventView,
  StatusView,
  TaskDetail,
  WorkflowDetail,
  WorkflowSummary,
} from './views.ts';
import type { QueueView, WhyView } from '../why/why-views.ts';
import { queueOf } from './queue-query.ts';
import { whyTask } from './why-query.ts';
import {
  type CheckoutOf,
  loadWorkflow,
  workflowDetail,
  workflowSummaries,
} from './workflow-queries.ts';

/** What people and programs ask. A workflow's `ref`: id, name, `newest`, or the beginning of one id. */
export interface MonitoringQueries {
  status(): Promise<StatusView>;
  /** Newest first. */
  workflows(): Promise<readonly WorkflowSummary[]>;
  workflow(ref: string): Promise<Reference<WorkflowDetail>>;
  newestWorkflow(): Promise<WorkflowDetail | undefined>;
  report(ref: string): Promise<Reference<WorkflowReport>>;
  /** `ref`: id, plan id within the newest workflow, or the beginning of one id. With attempts, gates and approvals. */
  task(ref: string): Promise<Reference<TaskDetail>>;
  /** In the order of their plans, newest workflow first. */
  tasks(wanted: TasksWanted): Promise<Reference<TaskList>>;
  why(ref: string): Promise<Reference<WhyView>>;
  /** What is queued and not ready yet. */
  queue(): Promise<QueueView>;
  events(wanted: EventsWanted): Promise<readonly EventView[]>;
}

export function createQueries(options: {
  readonly db: ReadDatabase;
  readonly clock: Clock;
  readonly checkoutOf: CheckoutOf;
}): MonitoringQueries {
  const { db, clock } = options;
  const sources = { db, checkoutOf: options.checkoutOf };
  return {
    status: () => statusOf(sources, clock.now()),
    workflows: () => workflowSummaries(db),
    workflow: async (ref) =>
      mapFound(await findWorkflow(db, ref), async (row) =>
        workflowDetail(await loadWorkflow(sources, row), clock.now()),
      ),
    newestWorkflow: async () => {
      const row = await newestWorkflowRow(db);
      return row === undefined
        ? undefined
        : workflowDetail(await loadWorkflow(sources, row), clock.now());
    },
    report: async (ref) =>
      mapFound(await findWorkflow(db, ref), async (row) =>
        buildReport(await loadReportRows(db, row, clock.now())),
      ),
    task: async (ref) =>
      mapFound(await findTask(db, ref), (row) => detailOfTask(sources, row, clock.now())),
    tasks: (wanted) => listTasks(sources, wanted, clock.now()),
    why: async (ref) =>
      mapFound(await findTask(db, ref), (row) => whyTask(sources, row, clock.now())),
    queue: () => queueOf(sources, clock.now()),
    events: (wanted) => eventsAfter(db, wanted),
  };
}

async function mapFound<From, To>(
  reference: Reference<From>,
  to: (found: From) => Promise<To>,
): Promise<Reference<To>> {
  if (reference.kind !== 'found') return reference;
  return { kind: 'found', found: await to(reference.found) };
}
