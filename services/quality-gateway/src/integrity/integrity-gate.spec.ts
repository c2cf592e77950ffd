import type { TaskSpec } from '@atms/contracts';
import { taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { checkIntegrity } from './integrity-gate.ts';
import type { ChangedFile } from './patch.ts';

interface Sides {
  readonly before?: string;
  readonly after?: string;
}

/** The rules that refuse a change of these files; every line counts as replaced. */
function rulesOf(
  files: Readonly<Record<string, Sides>>,
  spec: Partial<TaskSpec> = {},
  command = 'npm test',
) {
  const entries = Object.entries(files);
  const lines = (text = '') => (text === '' ? [] : text.split('\n'));
  const texts = (side: keyof Sides) =>
    new Map(
      entries.flatMap(([path, sides]) =>
        sides[side] === undefined ? [] : [[path, sides[side]] as const],
      ),
    );
  const changed: ChangedFile[] = entries.map(([path, { before, after }]) => ({
    path,
    status: before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
    added: lines(after)
      .map((text, at) => ({ line: at + 1, text }))
      .filter(({ text }) => !lines(before).includes(text)),
    removed: lines(before).filter((text) => !lines(after).includes(text)),
    isBinary: false,
  }));
  const result = checkIntegrity({
    spec: taskSpec(spec),
    files: changed,
    gates: [{ gate: 'test', command }],
    before: texts('before'),
    after: texts('after'),
  });
  return result.result.findings.map(({ rule }) => rule);
}
const promised = { acceptance: ['It works'] };

describe('weakened settings', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['tsconfig.json', '{ "strict": true }', '{ "strict": false }', 'weakened-setting'],
    [
      'tsconfig.json',
      '{ "strict": true,\n"target": "es2022" }',
      '{\n"target": "es2022" }',
      'weakened-setting',
    ],
    [
      'pyproject.toml',
      '[tool.ruff]\nselect = ["E"]',
      '[tool.ruff]\nselect = []',
      'weakened-setting',
    ],
    ['package.json', '{ "jest": { "verbose": true } }', '{ "jest": {} }', 'weakened-setting'],
    ['vite.config.ts', 'lines: 90,', 'lines: 10,', 'weakened-setting'],
    ['Makefile', 'test:\n\tpytest', 'test:\n\tpytest || true', 'cannot-fail'],
    [
      'package.json',
      '{ "scripts": { "test": "jest" } }',
      '{ "scripts": { "test": "jest --passWithNoTests" } }',
      'cannot-fail',
    ],
  ];
  it.each(cases)('%s: %s is not %s', (...[path, before, after, rule]) => {
    expect(rulesOf({ [path]: { before, after } })).toContain(rule);
    expect(rulesOf({ [path]: { before, after: before } })).toEqual([]);
  });

  it('are any change of a file that does nothing but set a check', () => {
    const config = { before: 'include: []', after: 'include: ["a"]' };
    expect(rulesOf({ 'vitest.config.ts': config })).toEqual(['weakened-setting']);
  });

  it('are reported where the task names the file, and no glob counts as a name', () => {
    const change = {
      'tsconfig.json': { before: '{ "strict": true }', after: '{ "strict": false }' },
    };
    expect(rulesOf(change, { paths: ['tsconfig.json'] })).toEqual([]);
    expect(rulesOf(change, { paths: ['**'] })).toEqual(['weakened-setting']);
  });

  it('are not the other things that stand in the same files', () => {
    const before = '[project]\nversion = "1"\n[tool.ruff]\nselect = ["E"]';
    expect(rulesOf({ 'pyproject.toml': { before, after: before.replace('"1"', '"2"') } })).toEqual(
      [],
    );
    const manifest = '{ "scripts": { "test": "jest" } }';
    const more = '{ "scripts": { "test": "jest", "start": "node . || true" } }';
    expect(rulesOf({ 'package.json': { before: manifest, after: more } })).toEqual([]);
  });
});

describe('tests in other languages', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'tests/test_a.py',
      'def test_a():\n    assert f() == 1',
      '@pytest.mark.skip\ndef test_a():\n    assert f() == 1',
      'disabled-test',
    ],
    [
      'tests/test_a.py',
      'def test_a():\n    assert f() == 1',
      'def test_a():\n    assert True',
      'trivial-assertion',
    ],
    [
      'a_test.go',
      'func TestA(t *testing.T) {\n\tassert.Equal(t, f(), 1)\n}',
      'func TestA(t *testing.T) {\n\tt.Skip()\n\tassert.Equal(t, f(), 1)\n}',
      'disabled-test',
    ],
    [
      'tests/a.rs',
      '#[test]\nfn a() { assert_eq!(f(), 1); }',
      '#[test]\n#[ignore]\nfn a() { assert_eq!(f(), 1); }',
      'disabled-test',
    ],
    [
      'src/test/ATest.java',
      '@Test void a() { assertEquals(1, f()); }',
      '@Disabled @Test void a() { assertEquals(1, f()); }',
      'disabled-test',
    ],
  ];
  it.each(cases)('%s: what keeps a test from asking is found', (...[path, before, after, rule]) => {
    expect(rulesOf({ [path]: { before, after } })).toContain(rule);
  });
});

describe('code that was written', () => {
  it('is refused half done only where behaviour is promised', () => {
    const change = { 'app.py': { after: 'def pay():\n    pass' } };
    expect(rulesOf(change, promised)).toEqual(['stub']);
    expect(rulesOf(change)).toEqual([]);
  });

  it('may silence two findings, and not three', () => {
    const silenced = (count: number) =>
      Array.from({ length: count }, (_, at) => `a${at}()  # noqa`).join('\n');
    expect(rulesOf({ 'a.py': { after: silenced(2) } })).toEqual([]);
    expect(rulesOf({ 'a.py': { after: silenced(3) } })).toEqual(['suppressed']);
  });

  it('is refused where a recipe or a program that judges it was rewritten', () => {
    const makefile = (test: string) => `test: unit\nunit:\n\t${test}\nclean:\n\trm -f out`;
    const change = { Makefile: { before: makefile('pytest'), after: makefile('pytest a') } };
    expect(rulesOf(change, {}, 'make test')).toEqual(['edited-gate']);
    expect(rulesOf(change, {}, 'make lint')).toEqual([]);
    const script = { 'ci/check.sh': { before: 'pytest', after: 'echo' } };
    expect(rulesOf(script, {}, 'bash ci/check.sh')).toEqual(['edited-gate']);
  });
});
