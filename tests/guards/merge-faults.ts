/** Faults against what the quality-gateway promises of merges: nothing lands unseen, twice or in the way of the user. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const line: readonly CodeFault[] = [
  {
    name: 'two open merges on one line',
    file: 'domain/merge-line.ts',
    replace: '  if (state.open !== undefined) {\n',
    by: '  if (state.open !== undefined && isOpen(state, candidate)) {\n',
    spec: 'domain/merge-line.spec.ts',
    test: 'gives its turn to nobody else',
  },
  {
    name: 'a merge of what was not built on the head',
    file: 'domain/merge-line.ts',
    replace: 'if (head !== candidate.base) {',
    by: "if (head === '') {",
    spec: 'domain/merge-line.spec.ts',
    test: 'refuses a candidate whose base is no longer the head',
  },
  {
    name: 'a second outcome of a merge',
    file: 'domain/merge-line.ts',
    replace: '  if (state.settled.has(nameOf(data))) return accept();\n',
    by: '',
    spec: 'domain/merge-line.spec.ts',
    test: 'has one outcome, whatever is said later',
  },
  {
    name: 'a candidate that nobody validated',
    file: 'merge.ts',
    replace: 'tree === result.tree || (await passes(context, merging, candidate))',
    by: 'tree !== undefined',
    spec: 'merge.int.spec.ts',
    test: 'is built on the head, and validated again when that gives another tree',
  },
  {
    name: 'a branch moved before the attempt is accepted',
    file: 'finish-merge.ts',
    replace: `  const refusal = await acceptAttempt(context, candidate);
  if (refusal !== undefined) return conflicted(context, candidate, 'refused', refusal);
`,
    by: '',
    spec: 'merge.int.spec.ts',
    test: 'is announced, accepted as this very tree, and only then moved',
  },
  {
    name: 'a branch moved although the attempt was refused',
    file: 'finish-merge.ts',
    replace: '  if (refusal !== undefined) return',
    by: '  if (refusal !== undefined) await swap(context, merge, head);\n  if (refusal !== undefined) return',
    spec: 'merge.int.spec.ts',
    test: 'is a conflict when the task-manager refuses the attempt, and moves nothing',
  },
  {
    name: 'a branch swapped wherever the user has moved it',
    file: 'finish-merge.ts',
    replace: '  if (end !== candidate.base) {\n',
    by: '  if (end !== candidate.base) {\n    await swap(context, merge, head);\n',
    spec: 'finish-merge.int.spec.ts',
    test: 'is a conflict when the branch is somewhere else',
  },
  {
    name: 'a branch moved under somebody who has it checked out',
    file: 'finish-merge.ts',
    replace: '  if (await waitedForCheckout(context, merge)) return false;\n',
    by: '  await swap(context, merge, head);\n  if (await waitedForCheckout(context, merge)) return false;\n',
    spec: 'finish-merge.int.spec.ts',
    test: 'is not moved: the merge waits, says where, and is not accepted before its time',
  },
  {
    name: 'an acceptance long before the branch can be moved',
    file: 'finish-merge.ts',
    replace: '  if (await waitedForCheckout(context, merge)) return false;\n',
    by: `  await acceptAttempt(context, candidate);
  if (await waitedForCheckout(context, merge)) return false;
`,
    spec: 'finish-merge.int.spec.ts',
    test: 'is not moved: the merge waits, says where, and is not accepted before its time',
  },
  {
    name: 'a merge that a crash left open and nobody finishes',
    file: 'service.ts',
    replace: 'view.openMerges().map(',
    by: 'view.openMerges().slice(1).map(',
    spec: 'finish-merge.int.spec.ts',
    test: 'is accepted and swapped when the branch was not moved yet',
  },
  {
    name: 'a merge that gives up because somebody keeps the ref locked',
    file: 'finish-merge.ts',
    replace: '    throw saysWait(context, error);\n',
    by: '    saysWait(context, error);\n    throw error;\n',
    spec: 'finish-merge.int.spec.ts',
    test: 'is waited for as long as it takes, with the reason, and is no dead letter',
  },
  {
    name: 'a merge of an attempt that is over',
    file: 'merge.ts',
    replace: '  if (!context.view.isCurrent(taskId, attempt)) return false;\n',
    by: '',
    spec: 'merge.int.spec.ts',
    test: 'does not take the line',
  },
];

export const mergeFaults = faultsIn('services/quality-gateway/src', line);
