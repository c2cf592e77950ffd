import { messageOf } from '@atms/eventsourcing';
import { z } from 'zod';
import type { AgentUpdate } from './agent.ts';
import { backOff, passesByItself } from './patience.ts';
import type { ApprovalAnswer } from './projections/approval-answers.ts';
import { type ExecutorContext, keyOf, type RunningAttempt } from './running-attempt.ts';

const approvalBody = z.object({ approvalId: z.string().min(1) });

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

/** What cannot be asked is not granted; why not is for the user to know, and not only for the agent. */
async function ask(run: RunningAttempt, question: Question): Promise<ApprovalAnswer> {
  const { ports } = run.context;
  for (let failures = 1; ; failures++) {
    try {
      const answer = await request(run, question);
      if (answer.kind === 'rejected') return { granted: false, reason: answer.message };
      return await answered(run.context, approvalBody.parse(answer.body).approvalId, run.signal);
    } catch (error) {
      const reason = messageOf(error);
      const text = `executor: an approval could not be asked for: ${reason}`;
      if (!passesByItself(error) || run.signal.aborted) {
        ports.log.error(text, keyOf(run));
        return { granted: false, reason };
      }
      ports.log.warn(`${text}; it is tried again`, keyOf(run));
      await backOff(ports.clock, failures, run.signal);
    }
  }
}

/** The command's id is the question's, so that a question that comes twice is asked once. */
function request(run: RunningAttempt, { requestId, action, detail }: Question) {
  const { taskId, attempt, workflowId } = run.assignment;
  return run.context.ports.commands.request({
    service: 'task-manager',
    name: 'RequestApproval',
    commandId: `approval/${taskId}/${attempt}/${requestId}`,
    correlationId: workflowId,
    payload: { taskId, attempt, requestId, action, detail },
  });
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
