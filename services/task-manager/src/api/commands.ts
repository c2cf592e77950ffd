/** The task-manager's commands on the bus: each finds its stream and is decided there. */
import { type CommandName, streams } from '@atms/contracts';
import { type CommandEnvelope, type Decided, serveCommand } from '@atms/platform/service';
import type { ApprovalCommand } from '../domain/approval.ts';
import type { TaskCommand } from '../domain/task-messages.ts';
import type { WorkflowCommand } from '../domain/workflow.ts';
import { addTasks } from './add-tasks.ts';
import { reassignTask, updateTask } from './change-task.ts';
import type { CommandContext } from './context.ts';
import { requestApproval } from './request-approval.ts';
import { requestWorkflow } from './request-workflow.ts';

const service = 'task-manager' as const;
type Serve = <N extends CommandName>(
  name: N,
  decide: Parameters<typeof serveCommand<N>>[1]['decide'],
) => Promise<{ close(): Promise<void> }>;

export function serveCommands(
  context: CommandContext,
): Promise<readonly { close(): Promise<void> }[]> {
  const serve: Serve = (name, decide) => serveCommand(context.ports, { service, name, decide });
  return Promise.all([
    ...serveWorkflowCommands(context, serve),
    ...serveTaskCommands(context, serve),
    ...serveApprovalCommands(context, serve),
  ]);
}

function serveWorkflowCommands(context: CommandContext, serve: Serve) {
  const decide = (workflowId: string, command: WorkflowCommand, envelope: CommandEnvelope) =>
    context.aggregates.workflow({
      correlationId: workflowId,
      ...envelope,
      stream: streams.workflow(workflowId),
      command,
    });
  return [
    serve('RequestWorkflow', (payload, envelope) =>
      requestWorkflow(context, { payload, envelope }),
    ),
    serve('ApproveWorkflow', ({ workflowId, ...rest }, envelope) =>
      decide(workflowId, { type: 'ApproveWorkflow', ...rest }, envelope),
    ),
    serve('AddTasks', (payload, envelope) => addTasks(context, payload, envelope)),
    serve('PauseWorkflow', ({ workflowId, by }, envelope) =>
      decide(workflowId, { type: 'PauseWorkflow', by }, envelope),
    ),
    serve('ResumeWorkflow', ({ workflowId, by }, envelope) =>
      decide(workflowId, { type: 'ResumeWorkflow', by }, envelope),
    ),
    serve('CancelWorkflow', ({ workflowId, ...rest }, envelope) =>
      decide(workflowId, { type: 'CancelWorkflow', ...rest }, envelope),
    ),
  ];
}

function serveTaskCommands(context: CommandContext, serve: Serve) {
  const decide = async (
    taskId: string,
    command: TaskCommand,
    envelope: CommandEnvelope,
  ): Promise<Decided> =>
    context.aggregates.task({
      ...envelope,
      correlationId: envelope.correlationId ?? context.board.task(taskId)?.workflowId ?? taskId,
      stream: streams.task(taskId),
      command,
    });
  return [
    serve('AcceptAttempt', ({ taskId, ...rest }, envelope) =>
      decide(taskId, { type: 'AcceptAttempt', ...rest }, envelope),
    ),
    serve('RetryTask', ({ taskId, ...rest }, envelope) => {
      const previousAgents = context.board.agentsOf(taskId);
      return decide(taskId, { type: 'RetryTask', ...rest, previousAgents }, envelope);
    }),
    serve('RejectTask', ({ taskId, ...rest }, envelope) =>
      decide(taskId, { type: 'RejectTask', ...rest }, envelope),
    ),
    serve('CancelTask', ({ taskId, ...rest }, envelope) =>
      decide(taskId, { type: 'CancelTask', ...rest }, envelope),
    ),
    serve('UpdateTask', (payload, envelope) => updateTask(context, payload, envelope)),
    serve('ReassignTask', (payload, envelope) => reassignTask(context, payload, envelope)),
    serve('PauseTask', ({ taskId, by }, envelope) =>
      decide(taskId, { type: 'PauseTask', by }, envelope),
    ),
    serve('ResumeTask', ({ taskId, by }, envelope) =>
      decide(taskId, { type: 'ResumeTask', by }, envelope),
    ),
  ];
}

function serveApprovalCommands(context: CommandContext, serve: Serve) {
  const decide = (approvalId: string, command: ApprovalCommand, envelope: CommandEnvelope) =>
    context.aggregates.approval({
      correlationId: approvalId,
      ...envelope,
      stream: streams.approval(approvalId),
      command,
    });
  return [
    serve('RequestApproval', (payload, envelope) => requestApproval(context, payload, envelope)),
    serve('GrantApproval', ({ approvalId, by }, envelope) =>
      decide(approvalId, { type: 'GrantApproval', by }, envelope),
    ),
    serve('DenyApproval', ({ approvalId, ...rest }, envelope) =>
      decide(approvalId, { type: 'DenyApproval', ...rest }, envelope),
    ),
  ];
}
