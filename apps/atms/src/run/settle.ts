import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import { hasCode } from '@atms/eventsourcing';
import { personName } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { ask } from './ask.ts';
import { reached } from './positions.ts';
import type { Session } from './session.ts';
import { abortWhenGone } from './watch-question.ts';

const lookEveryMs = 1_000;

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
  const watch = abortWhenGone(session, question, { elsewhere, over, everyMs: lookEveryMs });
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
