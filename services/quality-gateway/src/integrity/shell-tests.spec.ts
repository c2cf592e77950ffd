import { describe, expect, it } from 'vitest';
import { rulesOf } from './fixtures/judged.ts';
import { isTestFile } from './test-files.ts';

const rules = (before: string, after: string, path = 't.sh') =>
  rulesOf({ [path]: { before, after } }, {}, `sh ${path}`);

it('scripts of a shell are tests by their names', () => {
  for (const path of ['t.sh', 'src/test.sh', 'run-tests.sh', 'add_test.bash', 't01-add.sh']) {
    expect(isTestFile(path)).toBe(true);
  }
  for (const path of ['latest.sh', 'add.sh', 'cut.sh', 'testing.sh']) {
    expect(isTestFile(path)).toBe(false);
  }
});

describe('a script of tests that a gate runs', () => {
  const strict = 'set -eu\ntest "$(sh add.sh 1 2)" = 3\n';
  const loose = strict.replace('set -eu\n', '');
  const added = 'test "$(sh add.sh 2 2)" = 4\n';

  it.each([
    [strict, `${strict}${added}`],
    [strict, `${strict}\n# More\n${added.trim()} || exit 1\n`],
    [loose, `${added}${loose}`],
  ])('may be given cases: from %j to %j', (before, after) => {
    expect(rules(before, after)).toEqual([]);
  });

  it.each([
    [strict, added],
    [strict, `exit 0\n${strict}`],
    [strict, `test() { true; }\n${strict}`],
    [strict, `${strict}${added.trim()} || true\n`],
    [strict, strict.replace('test', "test x = '\ntest").concat("test '\n")],
    // The exit code is that of the last line.
    [loose, `${loose}${added}`],
  ])('may not be made to judge less: from %j to %j', (before, after) => {
    expect(rules(before, after)).toContain('edited-gate');
  });
});
