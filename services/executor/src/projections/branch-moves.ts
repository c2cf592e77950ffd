import { isEvent } from '@atms/contracts';
import type { KeptView } from '@atms/eventsourcing';

/** Where ATMS itself moves branches. */
export interface BranchMoves extends KeptView {
  /** Full ref names, with the commit that ATMS last wanted to give them. */
  readonly own: ReadonlyMap<string, string>;
  /** Where the workflow's branch was left by its last merge. */
  landed(workflowId: string): string | undefined;
  /** For a workflow that ended long ago. */
  forget(workflowId: string): void;
}

export function createBranchMoves(
  branchOf: (workflowId: string) => string | undefined,
): BranchMoves {
  const own = new Map<string, string>();
  const landed = new Map<string, string>();
  return {
    tables: { own, landed },
    own,
    apply(event) {
      if (isEvent(event, 'merge.applied')) landed.set(event.data.workflowId, event.data.commit);
      if (!isEvent(event, 'merge.started')) return;
      const branch = branchOf(event.data.workflowId);
      if (branch !== undefined) own.set(`refs/heads/${branch}`, event.data.commit);
    },
    landed: (workflowId) => landed.get(workflowId),
    forget: (workflowId) => void landed.delete(workflowId),
  };
}
