import { describe, expect, it } from 'vitest';
import { judged, rulesOf } from './fixtures/judged.ts';
import { withDoubts } from './integrity-gate.ts';

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

  const weaker: readonly (readonly [string, string, string])[] = [
    ['tsconfig.json', '{ "strict": true }', '{ "strict": false }'],
    ['tsconfig.json', '{ "include": ["src", "test"] }', '{ "include": ["src"] }'],
    ['tsconfig.json', '{ "include": ["src"] }', '{ "include": ["src"], "files": ["a.ts"] }'],
    ['tsconfig.json', '{ "exclude": ["out"] }', '{ "exclude": ["out", "src"] }'],
    ['tsconfig.json', '{ "extends": "./strict.json" }', '{}'],
    ['vite.config.ts', 'test: { globals: true }', 'test: { globals: true, include: ["a"] }'],
    ['vitest.config.ts', 'test: {}', 'test: { include: ["a"] }'],
    ['package.json', '{ "jest": { "verbose": true } }', '{ "jest": { "testMatch": ["a"] } }'],
    [
      'package.json',
      '{ "jest": { "verbose": true } }',
      '{ "jest": { "verbose": true, "roots": ["a"] } }',
    ],
    [
      '.eslintrc.json',
      '{ "rules": { "a": "error" } }',
      '{ "rules": { "a": "error", "b": "off" } }',
    ],
    ['.eslintrc.json', '{ "ignorePatterns": ["a"] }', '{ "ignorePatterns": ["a", "src"] }'],
    ['pyproject.toml', '[tool.ruff]\nselect = ["E"]', '[tool.ruff]\nselect = []'],
    ['pytest.ini', '[pytest]\npythonpath = src', '[pytest]\n[other]\npythonpath = src'],
  ];
  it.each(weaker)('%s: from %j to %j are refused also where the task names the file', (...told) => {
    const [path, before, after] = told;
    const change = { [path]: { before, after } };
    expect(rulesOf(change, { paths: [path] })).toEqual(['weakened-setting']);
    expect(rulesOf(change, { paths: ['**'] })).toEqual(['weakened-setting']);
    const { result } = judged(change, { category: 'tooling' });
    expect(result).toMatchObject({
      status: 'passed',
      reason: expect.stringContaining(path) as string,
    });
  });

  const stricter: readonly (readonly [string, string, string])[] = [
    ['tsconfig.json', '{ "strict": true }', '{ "strict": true, "noUnusedLocals": true }'],
    ['tsconfig.json', '{ "include": ["src"] }', '{ "include": ["src", "test"] }'],
    [
      'package.json',
      '{ "jest": { "verbose": true } }',
      '{ "jest": { "verbose": true, "ci": true } }',
    ],
    [
      '.eslintrc.json',
      '{ "rules": { "a": "error" } }',
      '{ "rules": { "a": "error", "b": "error" } }',
    ],
    [
      'pyproject.toml',
      '[tool.mypy]\nstrict = true',
      '[tool.mypy]\nstrict = true\nwarn_unreachable = true',
    ],
  ];
  it.each(stricter)('%s: from %j to %j are taken where the task names the file', (...told) => {
    const [path, before, after] = told;
    expect(rulesOf({ [path]: { before, after } }, { paths: [path] })).toEqual([]);
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

describe('an assertion', () => {
  const python = (assertion: string) => `def test_vat():\n    ${assertion}\n`;
  const changed = (after: string, before = python('assert vat(100) == 120')) => ({
    'tests/test_vat.py': { before, after },
  });

  it.each([
    'assert vat(100) == 120 or 1',
    'assert vat(100) or True',
    'assert vat(100) == vat(100)',
    'assert a == a, "same"',
    'self.assertEqual(vat(1), vat(1))',
    'self.assertTrue(vat(1) == 2 or True)',
  ])('%s holds whatever the program does', (trivial) => {
    expect(rulesOf({ 'tests/test_vat.py': { after: python(trivial) } })).toEqual([
      'trivial-assertion',
    ]);
  });

  it.each([
    ['expect(f(1) || true).toBe(true);', ['trivial-assertion']],
    ['expect(f(1)).toEqual(f(1));', ['trivial-assertion']],
    ['assert.deepEqual(f(1), f(1));', ['trivial-assertion']],
    ['expect(f(1)).not.toBe(f(1));', []],
    ['assert.notEqual(f(1), f(1));', []],
    ['expect(f(1)).toEqual(f(10));', []],
    ['expect(f(1 || 2)).toEqual(2);', []],
    ['assert.equal(f(1), 1, f(1));', []],
  ])('%s is judged by what stands on its sides', (text, rules) => {
    expect(rulesOf({ 'a.test.ts': { after: `test('a', () => {\n  ${text}\n});` } })).toEqual(rules);
  });

  it('of another name or with another value compares', () => {
    for (const honest of [
      'assert a == ab',
      'assert vat(1) == 10',
      'assert x or y',
      'assert a >= b',
    ]) {
      expect(rulesOf({ 'tests/test_vat.py': { after: python(honest) } })).toEqual([]);
    }
  });

  it.each(['assert vat(100) > 0', 'assert vat(100) == 100.2'])(
    'that was there may not become %s where nothing else changes',
    (weaker) => {
      expect(rulesOf(changed(python(weaker)))).toEqual(['expectation-changed']);
      expect(rulesOf(changed(python(weaker)), { category: 'tests' })).toEqual([]);
      expect(rulesOf(changed(python(weaker)), { paths: ['tests/test_vat.py'] })).toEqual([]);
      expect(rulesOf(changed(python(weaker)), { paths: ['tests/**'] })).toEqual([
        'expectation-changed',
      ]);
    },
  );

  it('that was rewritten beside a source is named', () => {
    const files = { ...changed(python('assert vat(100) == 119')), 'vat.py': { after: 'x = 1' } };
    expect(rulesOf({ ...files, 'vat.py': { after: '# x = 1' } })).toEqual(['expectation-changed']);
    const { result } = judged(files);
    expect(result.status).toBe('passed');
    expect(result.reason).toBe('expectations changed: tests/test_vat.py:2');
  });

  it('may be laid out anew, moved, or be made a row of a table', () => {
    const wide = 'test("a", () => {\n  expect(f(1)).toBe(2);\n});';
    const narrow = "test('a', () => {\n  expect(\n    f(1),\n  ).toBe(2);\n});";
    expect(rulesOf({ 'a.test.ts': { before: wide, after: narrow } })).toEqual([]);
    const two = `${python('assert vat(100) == 120')}def test_b():\n    assert vat(200) == 240\n`;
    const table = (rows: string) =>
      `@pytest.mark.parametrize("net,gross", [${rows}])\ndef test_vat(net, gross):\n    assert vat(net) == gross\n`;
    expect(rulesOf(changed(table('(100, 120), (200, 240)'), two))).toEqual([]);
    expect(rulesOf(changed(table('(100, 120), (200, 250)'), two))).toEqual(['expectation-changed']);
  });

  it('in fewer tests with a table waits for the count of the runner', () => {
    const two = `${python('assert vat(100) == 120')}def test_b():\n    assert vat(200) == 240\n`;
    const table =
      '@pytest.mark.parametrize("net", ROWS)\ndef test_vat(net):\n    assert vat(net)\n';
    const { result, doubts } = judged(changed(table, two), { category: 'tests' });
    expect(result.status).toBe('passed');
    expect(doubts.map(({ rule }) => rule)).toEqual(['deleted-test']);
    expect(withDoubts({ result, doubts }, true).status).toBe('passed');
    expect(withDoubts({ result, doubts }, false).status).toBe('failed');
  });
});

describe('tests that were made into a loop', () => {
  const three = [1, 2, 3].map(
    (at) => `test('${at}', () => {\n  assert.equal(f(${at}), ${at});\n});\n`,
  );
  it.each([
    'for (const at of [1, 2, 3]) test(`${at}`, () => assert.equal(f(at), at));',
    'for (const [at, is] of [\n  [1, 1],\n  [2, 2],\n  [3, 3],\n]) {\n  test(`${at}`, () => {\n    assert.equal(f(at), is);\n  });\n}',
    '[1, 2, 3].forEach((at) => {\n  test(`${at}`, () => assert.equal(f(at), at));\n});',
  ])('wait for the count of the runner: %s', (after) => {
    const change = { 'a.test.js': { before: three.join(''), after } };
    const { result, doubts } = judged(change, { category: 'tests' });
    expect(result.status).toBe('passed');
    expect(doubts.map(({ rule }) => rule)).toEqual(['deleted-test']);
  });

  it('are fewer where nothing loops', () => {
    const change = { 'a.test.js': { before: three.join(''), after: three[0] ?? '' } };
    expect(rulesOf(change, { category: 'tests' })).toContain('deleted-test');
  });
});

describe('a class that is equal to everything', () => {
  it.each([
    ['money.py', 'class Money:\n    def __eq__(self, other):\n        return True'],
    ['money.ts', 'class Money {\n  equals(other: Money): boolean {\n    return true;\n  }\n}'],
  ])('%s is refused', (path, after) => {
    expect(rulesOf({ [path]: { after } })).toEqual(['trivial-assertion']);
    const compares = after.replace('return True', 'return self.n == other.n');
    expect(
      rulesOf({ [path]: { after: compares.replace('return true', 'return a === b') } }),
    ).toEqual([]);
  });
});

describe('a finding', () => {
  it('says at its end how a person permits it', () => {
    const gone = { 'a.test.ts': { before: "test('a', () => {});" } };
    const [finding] = judged(gone).result.findings;
    expect(finding?.message).toMatch(/If it is meant: give the task the category 'removal'\.$/);
    expect(rulesOf(gone, { category: 'removal' })).toEqual([]);
    const skipped = { 'a.test.ts': { after: "test.skip('a', () => {});" } };
    expect(rulesOf(skipped)).toEqual(['disabled-test']);
    expect(rulesOf(skipped, { category: 'removal' })).toEqual([]);
    const silenced = { 'a.py': { after: '# flake8: noqa' } };
    expect(rulesOf(silenced)).toEqual(['suppressed']);
    expect(rulesOf(silenced, { category: 'tooling' })).toEqual([]);
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
    expect(rulesOf(change, { paths: ['Makefile'] }, 'make test')).toEqual(['edited-gate']);
    const { result } = judged(change, { category: 'tooling' }, 'make test');
    expect(result.reason).toContain("The recipe 'test' of Makefile");
    for (const after of [
      `${makefile('pytest')}\ntest:\n\ttrue`,
      `SHELL = /bin/true\n${makefile('pytest')}`,
      `.IGNORE:\n${makefile('pytest')}`,
      makefile('pytest').replace('test: unit', 'test:'),
    ]) {
      const other = { Makefile: { before: makefile('pytest'), after } };
      expect(rulesOf(other, {}, 'make test')).toContain('edited-gate');
    }
    const used = (runner: string) => `RUN = ${runner}\n${makefile('$(RUN)')}`;
    const set = { Makefile: { before: used('pytest'), after: used('echo') } };
    expect(rulesOf(set, {}, 'make test')).toEqual(['edited-gate']);
    const more = `${makefile('pytest')}\nrun:\n\t./app`;
    expect(
      rulesOf({ Makefile: { before: makefile('pytest'), after: more } }, {}, 'make test'),
    ).toEqual([]);
    const script = { 'ci/check.sh': { before: 'pytest', after: 'echo' } };
    expect(rulesOf(script, {}, 'bash ci/check.sh')).toEqual(['edited-gate']);
  });
});
