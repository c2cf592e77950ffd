import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readReport } from './read-report.ts';
import type { ReaderName, TestCounts } from './reading.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

/** What each tool really wrote about the same small faults: file, line, rule, and a part of the message. */
type Told = readonly [
  file: string | undefined,
  line: number | undefined,
  rule: string | undefined,
  part: string,
];
interface Case {
  readonly name: string;
  readonly told: readonly Told[];
  readonly counts?: TestCounts;
}

const one: TestCounts = { passed: 1, failed: 1, skipped: 1 };
const two: TestCounts = { passed: 1, failed: 1, skipped: 0 };
const unused: Told = ['/checkout/lint.js', 1, 'no-unused-vars', "'unused' is assigned"];
const oxUnused: Told = ['lint.js', 1, 'eslint(no-unused-vars)', "'unused' is declared"];
const ruff = (top: string): readonly Told[] => [
  [`${top}shop.py`, 1, 'I001', 'un-sorted'],
  [`${top}shop.py`, 1, 'F401', '`os` imported but unused'],
  [`${top}tests/test_shop.py`, 1, 'I001', 'un-sorted'],
  [`${top}tests/test_unit.py`, 1, 'I001', 'un-sorted'],
];
const mypy: Told = ['shop.py', 5, 'return-value', 'Incompatible return value type'];

const forPrograms: readonly Case[] = [
  {
    name: 'vitest.json',
    told: [['/checkout/tests/sum.spec.mjs', 5, undefined, 'sum adds wrongly: AssertionError']],
    counts: one,
  },
  {
    name: 'jest.json',
    told: [['/checkout/sum.test.js', 4, undefined, 'Received: 3']],
    counts: one,
  },
  {
    name: 'vitest-junit.xml',
    told: [['tests/sum.spec.mjs', 5, undefined, 'sum > adds wrongly: expected 3 to be 4']],
    counts: one,
  },
  {
    name: 'node-junit.xml',
    told: [['/checkout/nt/sum.test.mjs', 5, undefined, '3 !== 4']],
    counts: one,
  },
  {
    name: 'pytest-junit.xml',
    told: [['tests/test_shop.py', 6, undefined, 'tests.test_shop > test_wrong: assert 3 == 4']],
    counts: one,
  },
  {
    name: 'node.tap',
    told: [['/checkout/nt/sum.test.mjs', 5, undefined, '3 !== 4']],
    counts: one,
  },
  {
    name: 'vitest.tap',
    told: [['/checkout/tests/sum.spec.mjs', 5, undefined, 'expected 3 to be 4']],
    counts: one,
  },
  { name: 'eslint.json', told: [unused] },
  { name: 'oxlint.json', told: [oxUnused] },
  { name: 'oxlint-sarif.json', told: [oxUnused] },
  {
    name: 'biome-sarif.json',
    told: [['/checkout/lint.js', 1, 'lint/suspicious/noDoubleEquals', 'Using == may be unsafe']],
  },
  { name: 'ruff.json', told: ruff('/checkout/') },
  { name: 'mypy.jsonl', told: [mypy] },
  { name: 'bandit.json', told: [['./shop/run.py', 3, 'B602', 'high: subprocess call']] },
];

const forPeople: readonly Case[] = [
  { name: 'eslint.txt', told: [unused] },
  { name: 'oxlint.txt', told: [oxUnused] },
  {
    name: 'biome.txt',
    told: [
      ['lint.js', 1, 'lint/correctness/noUnusedVariables', 'This variable unused is unused.'],
      ['lint.js', 1, 'lint/suspicious/noDoubleEquals', 'Using == may be unsafe'],
    ],
  },
  { name: 'prettier.txt', told: [['sum.mjs', undefined, undefined, 'not formatted']] },
  {
    name: 'tsc.txt',
    told: [
      ['bad.ts', 1, 'TS2322', "Type 'string' is not assignable"],
      ['bad.ts', 2, 'TS2552', "Cannot find name 'undefinedName'"],
    ],
  },
  { name: 'ruff.txt', told: ruff('') },
  { name: 'ruff-full.txt', told: ruff('') },
  { name: 'mypy.txt', told: [mypy] },
  { name: 'cargo-build.txt', told: [['src/lib.rs', 9, 'E0308', 'mismatched types']] },
];

const runs: readonly Case[] = [
  {
    name: 'vitest.txt',
    told: [['tests/sum.spec.mjs', 5, undefined, 'sum > adds wrongly: AssertionError: expected 3']],
    counts: one,
  },
  {
    name: 'jest.txt',
    told: [['sum.test.js', 4, undefined, 'sum › adds wrongly: expect(received)']],
    counts: one,
  },
  {
    name: 'node-spec.txt',
    told: [['/checkout/nt/sum.test.mjs', 5, undefined, 'adds wrongly: AssertionError']],
    counts: one,
  },
  {
    name: 'pytest.txt',
    told: [['tests/test_shop.py', 6, undefined, 'test_wrong: assert 3 == 4']],
    counts: one,
  },
  {
    name: 'unittest.txt',
    told: [['/checkout/tests/test_unit.py', 6, undefined, 'test_wrong']],
    counts: two,
  },
  {
    name: 'cargo-test.txt',
    told: [['src/lib.rs', 6, undefined, 'tests::adds_wrongly']],
    counts: one,
  },
  {
    name: 'go-test.txt',
    told: [['shop_test.go', 12, undefined, 'TestTotal (0.00s): got 3, want 4']],
  },
];

function told(name: string): readonly Told[] {
  return readReport([fixture(name)]).remarks.map(({ file, line, rule, message }) => [
    file,
    line,
    rule,
    message,
  ]);
}

function expectTold(name: string, wanted: readonly Told[]): void {
  const found = told(name);
  expect(found.map((remark) => remark.slice(0, 3))).toEqual(
    wanted.map((remark) => remark.slice(0, 3)),
  );
  wanted.forEach(([, , , part], at) => expect(found[at]?.[3]).toContain(part));
}

describe('a report for programs', () => {
  for (const { name, told: wanted, counts } of forPrograms) {
    it(`in ${name} is known by itself, and is told whole`, () => {
      expectTold(name, wanted);
      const reading = readReport([fixture(name)]);
      expect(reading.counts).toEqual(counts);
      expect(reading.isWhole).toBe(true);
    });
  }

  it('is preferred to the output beside it', () => {
    const reading = readReport([fixture('vitest.json'), fixture('go-test.txt')], 'vitest-json');
    expect(reading.counts).toEqual(one);
    expect(reading.remarks[0]?.file).toBe('/checkout/tests/sum.spec.mjs');
  });

  it('is left for the output when it is something else than it should be', () => {
    const reading = readReport(['<html>', fixture('pytest.txt')], 'junit');
    expect(reading).toMatchObject({ counts: one, isWhole: false });
  });

  it('names a file that could not even be loaded', () => {
    const text = JSON.stringify({
      numTotalTests: 0,
      testResults: [
        {
          name: 'a.test.js',
          status: 'failed',
          message: 'Cannot find module',
          assertionResults: [],
        },
      ],
    });
    expect(readReport([text])).toMatchObject({
      remarks: [{ file: 'a.test.js', message: 'Cannot find module' }],
      counts: { passed: 0, failed: 1, skipped: 0 },
    });
  });

  it('in XML does not let a document define what its entities grow to', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${'x'.repeat(1_000)}"><!ENTITY c "&b;&b;&b;">]>
      <testsuite><testcase name="t"><failure message="&c;&#33;">&b;</failure></testcase></testsuite>`;
    const { remarks, counts } = readReport([bomb]);
    expect(counts?.failed).toBe(1);
    expect(remarks[0]?.message).toBe('t: &c;!\n&b;');
  });

  it('that names no tests counts none, which is not the same as not being known', () => {
    const empty = '<testsuites><testsuite name="pytest" tests="0"/></testsuites>';
    expect(readReport([empty]).counts).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(readReport(['All is well.']).counts).toBeUndefined();
  });
});

describe('an output for people', () => {
  for (const { name, told: wanted } of forPeople) {
    it(`in ${name} is told whole`, () => {
      expectTold(name, wanted);
      expect(readReport([fixture(name)]).isWhole).toBe(true);
    });
  }

  for (const { name, told: wanted, counts } of runs) {
    it(`in ${name} gives places and counts, and its end is needed besides`, () => {
      expectTold(name, wanted);
      const reading = readReport([fixture(name)]);
      expect(reading.counts).toEqual(counts);
      expect(reading.isWhole).toBe(false);
    });
  }

  it('of several runners is counted together', () => {
    const reading = readReport([`${fixture('vitest.txt')}\n${fixture('unittest.txt')}`]);
    expect(reading.counts).toEqual({ passed: 2, failed: 2, skipped: 1 });
  });

  const quiet: readonly (readonly [string, TestCounts])[] = [
    ['============ no tests ran in 0.01s ============', { passed: 0, failed: 0, skipped: 0 }],
    ['Ran 0 tests in 0.000s\n\nOK', { passed: 0, failed: 0, skipped: 0 }],
    ['  5 passing (12ms)\n  1 pending', { passed: 5, failed: 0, skipped: 1 }],
    ['ℹ tests 0\nℹ pass 0\nℹ fail 0', { passed: 0, failed: 0, skipped: 0 }],
  ];
  for (const [text, counts] of quiet) {
    it(`that says '${text.trim().replaceAll('\n', ' ')}' is counted`, () => {
      expect(readReport([text]).counts).toEqual(counts);
    });
  }

  const several: readonly string[] = [
    '      Tests  3 passed (3)\n      Tests  42 passed (42)',
    'Tests:       3 passed, 3 total\nTests:       42 passed, 42 total',
    '===== 3 passed in 0.1s =====\n===== 42 passed in 0.1s =====',
    '  3 passing (2ms)\n\n  42 passing (2ms)',
    'ℹ tests 3\nℹ pass 3\nℹ fail 0\nℹ tests 42\nℹ pass 42\nℹ fail 0',
    'Ran 3 tests in 0.1s\n\nOK\nRan 42 tests in 0.1s\n\nOK',
  ];
  it.each(several)('%j is counted together', (text) => {
    expect(readReport([text]).counts).toEqual({ passed: 45, failed: 0, skipped: 0 });
  });

  it('of two packages that ran as many tests is counted as that of two', () => {
    const line = '      Tests  3 passed | 1 skipped (4)';
    expect(readReport([`${line}\n${line}`]).counts).toEqual({ passed: 6, failed: 0, skipped: 2 });
    const cargo = (passed: number) =>
      `test result: ok. ${passed} passed; 0 failed; 1 ignored; 0 measured`;
    expect(readReport([`${cargo(2)}\n${cargo(3)}`]).counts).toEqual({
      passed: 5,
      failed: 0,
      skipped: 2,
    });
  });

  const forged: readonly string[] = [
    'this time 42 passed in 3s',
    'all of Tests:  42 passed, 42 total',
    'Tests:       42 passed, 3 total',
    'ℹ pass 42',
  ];
  it.each(forged)('%j is counted as nothing', (text) => {
    expect(readReport([text]).counts).toBeUndefined();
  });

  it('of a failure that was expected is counted as that of a test which passed', () => {
    const counts = (end: string) => readReport([`Ran 3 tests in 0.1s\n\n${end}`]).counts;
    expect(counts('OK (expected failures=1)')).toEqual({ passed: 3, failed: 0, skipped: 0 });
    expect(counts('FAILED (failures=1, expected failures=2)')).toEqual({
      passed: 2,
      failed: 1,
      skipped: 0,
    });
  });

  it('is not taken for a place where it only tells the time', () => {
    expect(
      readReport(['at 12:30:01 all was well', 'see http://localhost:8080: it runs']).remarks,
    ).toEqual([]);
  });
});

it('has a reader for each name that can be asked for', () => {
  const names: readonly ReaderName[] = ['junit', 'tap', 'vitest-json', 'eslint-json', 'text'];
  for (const name of names) expect(readReport([''], name).remarks).toEqual([]);
});
