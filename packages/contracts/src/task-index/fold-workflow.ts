import { type AtmsEvent, type EventData, isEvent } from '../events.ts';
import { noteEnd, type Tables } from './index-tables.ts';
import { isUnfinished, type KnownWorkflow, type WorkflowLife } from './known-tasks.ts';

const workflowLife: Readonly<Record<string, WorkflowLife>> = {
  'workflow.approved': 'approved',
  'workflow.completed': 'completed',
  'workflow.failed': 'failed',
  'workflow.cancelled': 'cancelled',
};

export function applyToWorkflow(tables: Tables, event: AtmsEvent): void {
  if (event.type === 'workflow.requested') return addWorkflow(tables, event.data);
  const known = isEvent(event, ...workflowTypes)
    ? tables.workflows.get(event.data.workflowId)
    : undefined;
  if (known === undefined) return;
  if (isEvent(event, 'workflow.planned', 'workflow.extended')) {
    known.planned.push(...event.data.tasks);
  }
  if (event.type === 'workflow.paused') known.paused = true;
  if (event.type === 'workflow.resumed') known.paused = false;
  const life = workflowLife[event.type];
  if (life !== undefined) setWorkflowLife(tables, known, life);
}

/** Nothing is created of the plan of a workflow that has ended. */
function setWorkflowLife(tables: Tables, known: KnownWorkflow, life: WorkflowLife): void {
  const wasApproved = known.life === 'approved';
  known.life = life;
  if (isUnfinished(known)) return;
  known.cutShort ||= wasApproved && known.tasks.size < known.planned.length;
  known.planned = [];
  noteEnd(tables, known);
}

const workflowTypes = [
  'workflow.planned',
  'workflow.approved',
  'workflow.extended',
  'workflow.paused',
  'workflow.resumed',
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
] as const;

function addWorkflow(tables: Tables, request: EventData<'workflow.requested'>): void {
  const workflow: KnownWorkflow = {
    workflowId: request.workflowId,
    request,
    planned: [],
    life: 'requested',
    paused: false,
    tasks: new Map(),
    openCount: 0,
    cutShort: false,
  };
  tables.workflows.set(request.workflowId, workflow);
  tables.underWay.add(workflow);
  tables.repositories.add(request.repository);
}
