import { messageOf } from '@atms/eventsourcing';
import type { AgentUpdate } from './agent.ts';
import type { ApprovalAnswer } from './projections/assignments.ts';
import type { ExecutorContext, RunningAttempt } from './running-attempt.ts';

type Question = Extract<AgentUpdate, { type: 'approval' }>;

/** Brings an agent's question before policy or a person, and the answer back. The wait is an event, not a timer. */
export async function askForApproval(
  run: RunningAttempt,
  question: Question,
  say: (line: string) => void,
): Promise<void> {
  say(`[asks for approval: ${question.action}: ${question.detail}]\n`);
  const answer = await ask(run, question);
  say(`[${question.action}: ${answer.granted ? 'granted' : 'refused'}, ${answer.reason}]\n`);
  question.answer(answer.granted, answer.reason);
}

async function ask(run: RunningAttempt, question: Question): Promise<ApprovalAnswer> {
  const { taskId, attempt, workflowId } = run.assignment;
  const { requestId, action, detail } = question;
  try {
    const answer = await run.context.ports.commands.request({
      service: 'task-manager',
      name: 'RequestApproval',
      commandId: `approval/${taskId}/${attempt}/${requestId}`,
      correlationId: workflowId,
      payload: { taskId, attempt, requestId, action, detail },
    });
    if (answer.kind === 'rejected') return { granted: false, reason: answer.message };
    return await answered(run.context, approvalIdOf(answer.body), run.signal);
  } catch (error) {
    return { granted: false, reason: messageOf(error) };
  }
}

function approvalIdOf(body: unknown): string {
  const id =
    typeof body === 'object' && body !== null && 'approvalId' in body ? body.approvalId : '';
  return typeof id === 'string' ? id : '';
}

function answered(
  { view, follower }: ExecutorContext,
  approvalId: string,
  signal: AbortSignal,
): Promise<ApprovalAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: ApprovalAnswer) => {
      unlisten();
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    const look = () => {
      const answer = view.approvalAnswer(approvalId);
      if (answer !== undefined) settle(answer);
    };
    const stop = () => settle({ granted: false, reason: 'the attempt was stopped' });
    const unlisten = follower.onAdvance(look);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else look();
  });
}
