import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from './session.ts';

export interface Watch {
  /** Aborted when the question waits no longer. */
  readonly elsewhere: AbortController;
  /** Ends the watch. */
  readonly over: AbortSignal;
  readonly everyMs: number;
}

/**
 * Another terminal may answer, and an approval may expire. Never rejects: a look that fails is repeated, and what is
 * wrong shows when the answer is sent.
 */
export async function abortWhenGone(
  session: Pick<Session, 'ask'>,
  question: Pick<WaitingItem, 'id' | 'workflowId'>,
  { elsewhere, over, everyMs }: Watch,
): Promise<void> {
  const path = `/api/workflows/${question.workflowId}`;
  while (!over.aborted) {
    await wait(everyMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const workflow = await session
      .ask((client) => client.get<WorkflowDetail>(path))
      .catch(() => undefined);
    if (workflow !== undefined && !workflow.waiting.some(({ id }) => id === question.id)) {
      elsewhere.abort();
    }
  }
}
