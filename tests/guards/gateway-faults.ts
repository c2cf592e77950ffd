/** Faults against what the quality-gateway promises of verdicts: nothing is called done that was not proven. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const verdicts: readonly CodeFault[] = [
  {
    name: 'a write outside the paths of the task',
    file: 'domain/scope.ts',
    replace: 'paths.length === 0 ? [] : changed.filter((path) => !covers(paths, path))',
    by: '[...changed].slice(changed.length)',
    spec: 'domain/scope.spec.ts',
    test: 'is left by a change beside them, and each such file is named',
  },
  {
    name: 'a change of the repository itself',
    file: 'domain/scope.ts',
    replace: '    ...violations,\n',
    by: '',
    spec: 'domain/scope.spec.ts',
    test: 'is left by what was done to the repository itself, also without declared paths',
  },
  {
    name: 'a red gate that another gate outweighs',
    file: 'domain/verdict.ts',
    replace: "  if (has('failed')) return 'failed';\n",
    by: '',
    spec: 'domain/verdict.spec.ts',
    test: 'is failed when one gate failed, whatever else happened',
  },
  {
    name: 'an error that is taken for passed',
    file: 'domain/verdict.ts',
    replace: "  if (has('error')) return 'error';\n",
    by: '',
    spec: 'domain/verdict.spec.ts',
    test: 'is an error when a gate could not be run and none failed',
  },
  {
    name: 'unproven work that is taken for passed',
    file: 'domain/verdict.ts',
    replace: "isProven || checks === 'none' ? 'passed' : 'unproven'",
    by: "isProven || checks.length > 0 ? 'passed' : 'unproven'",
    spec: 'domain/verdict.spec.ts',
    test: 'is unproven when nothing but the scope passed',
  },
  {
    name: 'the scope check that is taken for a proof',
    file: 'domain/verdict.ts',
    replace: '!unproving.has(gate.gate) && ',
    by: '',
    spec: 'domain/verdict.spec.ts',
    test: 'is unproven when nothing but the scope passed',
  },
  {
    name: 'the test that npm writes for a project without tests',
    file: 'finding/node-gates.ts',
    replace: ' || noTest.test(text)',
    by: '',
    spec: 'finding/find-gates.spec.ts',
    test: 'are not the test that npm writes for a project without tests',
  },
  {
    name: 'a check that the project does not have, left out in silence',
    file: 'finding/find-gates.ts',
    replace: "missing: { status: 'error', reason }",
    by: "missing: { status: 'skipped', reason }",
    spec: 'finding/find-gates.spec.ts',
    test: 'are errors where the project has no such script, with what to do about it',
  },
];

const validation: readonly CodeFault[] = [
  {
    name: 'a tree that is validated twice',
    file: 'validate.ts',
    replace: 'subject === undefined || context.view.result(subject) !== undefined',
    by: 'subject === undefined',
    spec: 'validate.int.spec.ts',
    test: 'is a tree that has a result already, when the message comes again',
  },
  {
    name: 'a second result for one tree',
    file: 'domain/validation.ts',
    replace: 'state.settled.includes(nameOf(command.result))',
    by: 'state.settled.length > 1',
    spec: 'domain/validation.spec.ts',
    test: 'keeps the first result of a tree, whatever is found later',
  },
  {
    name: 'checks of an attempt that is not current, or claims nothing',
    file: 'validate.ts',
    replace: "executed.outcome === 'done' && view.isCurrent(taskId, attempt)",
    by: 'executed.attempt > 0',
    spec: 'validate.int.spec.ts',
    test: 'is an attempt that did not claim to be done, or that is not current',
  },
  {
    name: 'checks that could not be run and are not run again',
    file: 'validate.ts',
    replace: 'if (!hasError || rerun >= errorReruns) return results;',
    by: 'if (!hasError || rerun >= 0) return results;',
    spec: 'validate.int.spec.ts',
    test: 'is run twice more when a check could not be run, and passes when that helps',
  },
];

const unfaked: readonly CodeFault[] = [
  {
    name: 'a new failure that hides behind a known one',
    file: 'domain/base-comparison.ts',
    replace: '  if (fresh.length > 0) return { ...result, findings: fresh, known };\n',
    by: '',
    spec: 'domain/base-comparison.spec.ts',
    test: 'is blamed for what is new, and for that alone',
  },
  {
    name: 'a failure of the base that is blamed on the attempt',
    file: 'relative-to-base.ts',
    replace: 'red.includes(gate.gate) && isRelative(gate)',
    by: 'red.length < 0 && isRelative(gate)',
    spec: 'integrity/fake-completion.int.spec.ts',
    test: "'does it where another test fails' is taken",
  },
  {
    name: 'tests that pass without the change, taken for a proof',
    file: 'able-to-fail.ts',
    replace: "  return shown ? { ...empty, status: 'passed' }",
    by: "  return tests.length >= 0 ? { ...empty, status: 'passed' }",
    spec: 'integrity/fake-completion.int.spec.ts',
    test: "'writes code, and a test that passes w…' is refused",
  },
  {
    name: 'a deleted test that nobody misses',
    file: 'integrity/tests-kept.ts',
    replace: 'change.files.filter(isTest);',
    by: "change.files.filter((file) => isTest(file) && file.status !== 'deleted');",
    spec: 'integrity/fake-completion.int.spec.ts',
    test: "'deletes a test' is refused",
  },
  {
    name: 'a check that the work itself has rewritten',
    file: 'integrity/judging-gates.ts',
    replace: 'before.get(gate.gate) ?? gate)',
    by: 'gate ?? before.get(gate.gate))',
    spec: 'integrity/judging-gates.spec.ts',
    test: "is judged by the base's gates, also by those that it took away",
  },
  {
    name: 'a test that is skipped',
    file: 'integrity/tests-kept.ts',
    replace: 'countOf(after, pattern) > countOf(before, pattern)',
    by: 'countOf(after, pattern) > countOf(before, pattern) + 9',
    spec: 'integrity/fake-completion.int.spec.ts',
    test: "'skips a test' is refused",
  },
];

export const gatewayFaults = faultsIn('services/quality-gateway/src', [
  ...verdicts,
  ...validation,
  ...unfaked,
]);
