/** Faults against what makes a verdict: how work is seen beside its base, and what its tests are worth. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const besideBase: readonly CodeFault[] = [
  {
    name: 'lost tests that are missed only by who has seen the base',
    file: 'relative-to-base.ts',
    replace: 'gates.filter((gate) => hasToCount(compared, gate))',
    by: 'gates.filter((gate) => compared.isInDoubt && hasToCount(compared, gate))',
    spec: 'relative-to-base.int.spec.ts',
    test: 'are missed by a gateway that never saw the base, just as by one that did',
  },
  {
    name: 'counts of the log that nobody looks at',
    file: 'relative-to-base.ts',
    replace: 'counted(base.tree, ',
    by: 'counted(base.name, ',
    spec: 'relative-to-base.int.spec.ts',
    test: 'are looked for without any run where the log has the result of the base',
  },
  {
    name: 'counts of another gate of the same name',
    file: 'gate-definition.ts',
    replace: 'leads, partsOf(gate)]',
    by: 'leads, gate.gate]',
    spec: 'relative-to-base.int.spec.ts',
    test: 'are not those that another check would have run',
  },
  {
    name: 'an outcome that is taken for that of a checkout prepared in another way',
    file: 'gate-definition.ts',
    replace: 'spec.prepare ?? null',
    by: 'spec.prepare === null',
    spec: 'gate-runs.spec.ts',
    test: 'is of this repository, tree, way of preparing and gate alone',
  },
  {
    name: 'a base that is red at times and excuses what fails',
    file: 'relative-to-base.ts',
    replace: "confirmed.status === 'failed' ? unsteady(confirmed) : one",
    by: "confirmed.status === 'error' ? unsteady(confirmed) : one",
    spec: 'relative-to-base.int.spec.ts',
    test: 'excuses nothing when it is green at times',
  },
  {
    name: 'more failures of a kind than the base has',
    file: 'domain/base-comparison.ts',
    replace: 'count > (before.get(line) ?? 0)',
    by: 'count > (before.get(line) ?? 0) * count',
    spec: 'domain/base-comparison.spec.ts',
    test: 'excuses as many of its kind as there were before, and no more',
  },
];

const worthOfTests: readonly CodeFault[] = [
  {
    name: 'promised behaviour that passes by tests which could not be run without it',
    file: 'able-to-fail.ts',
    replace: '{ ...without(reason), leavesUnproven: true }',
    by: 'without(reason)',
    spec: 'able-to-fail.int.spec.ts',
    test: 'leave what was promised unproven, and say why',
  },
  {
    name: 'a runner that found no test, taken for a failing test',
    file: 'able-to-fail.ts',
    replace: "status === 'skipped' || ranNothing(now)",
    by: "status === 'skipped'",
    spec: 'able-to-fail.int.spec.ts',
    test: 'are not those that nobody found',
  },
  {
    name: 'a check that moves a branch of the user',
    file: 'adapters/repository-watch.ts',
    replace: 'isAttemptIdentity: (one) => one === email',
    by: "isAttemptIdentity: (one) => one === ''",
    spec: 'adapters/worktree-gates.int.spec.ts',
    test: 'are refused for a ref that they move, and it is put back',
  },
  {
    name: 'a check that writes a hook',
    file: 'adapters/repository-watch.ts',
    replace: "one.kind === 'ref' ? [] : [saidOf(one)]",
    by: "one.kind !== 'config' ? [] : [saidOf(one)]",
    spec: 'adapters/worktree-gates.int.spec.ts',
    test: 'are refused for a hook or a setting that changes meanwhile, and it is told',
  },
];

export const verdictFaults = faultsIn('services/quality-gateway/src', [
  ...besideBase,
  ...worthOfTests,
]);
