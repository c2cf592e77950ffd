import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import { hasCode } from '@atms/eventsourcing';
import { setTimeout as wait } from 'node:timers/promises';
import { personName } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { ask } from './ask.ts';
import { reached } from './positions.ts';
import type { Session } from './session.ts';

export type Settled = 'settled' | 'left' | 'interrupted';

/**
 * Puts the questions of agents to the person at the terminal: an agent waits for the answer only while this process
 * runs, so leaving would throw its attempt away. Whatever else waits can be settled later and is left.
 */
export async function settle(
  session: Session,
  workflow: WorkflowDetail,
  stopping: AbortSignal,
): Promise<Settled> {
  const [question] = workflow.waiting.filter(({ kind }) => kind === 'approval');
  if (question === undefined) return 'left';
  const elsewhere = new AbortController();
  const over = AbortSignal.any([elsewhere.signal, stopping]);
  const watch = abortWhenGone(session, question, { elsewhere, over });
  const answer = await ask(`${oneLine(question.what)}. Allow it?`, over);
  elsewhere.abort();
  await watch;
  if (stopping.aborted || answer === 'interrupted') return 'interrupted';
  if (answer !== 'settled') await tell(session, question, answer);
  return 'settled';
}

/** A second answer is no harm: the first one counts. */
async function tell(session: Session, item: WaitingItem, answer: 'yes' | 'no'): Promise<void> {
  const decided = { approvalId: item.id, by: personName() };
  const denied = { ...decided, reason: 'denied at the terminal' };
  try {
    await session.ask(async (client) => {
      const { position } =
        answer === 'yes'
          ? await client.post('GrantApproval', decided)
          : await client.post('DenyApproval', denied);
      await reached(client, position);
    });
  } catch (error) {
    if (!hasCode(error, 'approval-already-decided')) throw error;
  }
}

/** Another terminal may answer, and an approval may expire. */
async function abortWhenGone(
  session: Session,
  question: WaitingItem,
  { elsewhere, over }: { readonly elsewhere: AbortController; readonly over: AbortSignal },
): Promise<void> {
  while (!over.aborted) {
    await wait(1_000, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const path = `/api/workflows/${question.workflowId}`;
    const { waiting } = await session.ask((client) => client.get<WorkflowDetail>(path));
    if (!waiting.some(({ id }) => id === question.id)) elsewhere.abort();
  }
}
