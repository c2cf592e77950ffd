import { hashOf } from '@atms/testkit';
import type { ExecutionCommand } from '../domain/execution.ts';

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };

export function start(
  agentId = 'local.shell',
): Extract<ExecutionCommand, { type: 'StartExecution' }> {
  const executorId = agentId.split('.')[0] ?? '';
  return {
    type: 'StartExecution',
    start: { ...key, agentId, executorId, base: hashOf('a'), start: hashOf('a') },
  };
}

export function checkpoint(
  letter: string,
): Extract<ExecutionCommand, { type: 'CheckpointExecution' }> {
  return {
    type: 'CheckpointExecution',
    checkpoint: { ...key, commit: hashOf(letter), tree: hashOf('d') },
  };
}
