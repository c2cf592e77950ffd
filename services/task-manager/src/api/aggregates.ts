/** The streams that the task-manager decides. */
import { streams } from '@atms/contracts';
import { createAggregate, type Envelope } from '@atms/platform/service';
import { approvalDecider, approvalEventTypes } from '../domain/approval.ts';
import { createTaskDecider } from '../domain/task.ts';
import { taskEventTypes } from '../domain/task-messages.ts';
import { workflowDecider, workflowEventTypes } from '../domain/workflow.ts';
import type { TaskManagerOptions } from '../ports.ts';
import type { ToSend } from '../processes/commands.ts';

export type Aggregates = ReturnType<typeof createAggregates>;

export function createAggregates({ ports, settings }: TaskManagerOptions) {
  return {
    workflow: createAggregate(ports, { decider: workflowDecider, types: workflowEventTypes }),
    task: createAggregate(ports, {
      decider: createTaskDecider(settings.retries),
      types: taskEventTypes,
    }),
    approval: createAggregate(ports, { decider: approvalDecider, types: approvalEventTypes }),
  };
}

/** Sends a reaction's command to the stream that decides it. */
export function createSender(aggregates: Aggregates) {
  return (toSend: ToSend, envelope: Envelope): Promise<unknown> => {
    switch (toSend.to) {
      case 'workflow':
        return aggregates.workflow({
          ...envelope,
          stream: streams.workflow(toSend.workflowId),
          command: toSend.command,
        });
      case 'task':
        return aggregates.task({
          ...envelope,
          stream: streams.task(toSend.taskId),
          command: toSend.command,
        });
      case 'approval':
        return aggregates.approval({
          ...envelope,
          stream: streams.approval(toSend.approvalId),
          command: toSend.command,
        });
    }
  };
}
