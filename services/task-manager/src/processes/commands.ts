import type { ApprovalCommand } from '../domain/approval.ts';
import type { TaskCommand } from '../domain/task-messages.ts';
import type { WorkflowCommand } from '../domain/workflow.ts';

/** A command with the stream that decides it. */
export type ToSend =
  | { readonly to: 'task'; readonly taskId: string; readonly command: TaskCommand }
  | { readonly to: 'workflow'; readonly workflowId: string; readonly command: WorkflowCommand }
  | { readonly to: 'approval'; readonly approvalId: string; readonly command: ApprovalCommand };
