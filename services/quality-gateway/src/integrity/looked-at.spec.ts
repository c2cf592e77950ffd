import { taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { AttemptChange } from './attempt-change.ts';
import { checkIntegrity } from './integrity-gate.ts';
import { assertionsIn, assertionsOf, casesIn, tablesIn } from './test-text.ts';

const pair = "test('a', () => {\n  expect(f(1)).toBe(2);\n});\n";
const many = 60_000;
const length = 200_000;

/** What makes patterns slow that look for something behind it. */
const hostile: readonly (readonly [string, string])[] = [
  ['empty lines', '\n'.repeat(many)],
  ['lines of blanks', '  \n'.repeat(many)],
  ['a line of tabs', `${'\t'.repeat(length)}\n`],
  ['carriage returns', '\r\n'.repeat(many)],
  ['one long word', `const x = '${'a'.repeat(length)}';\n`],
  ['open comments', `// ${'/*'.repeat(many)}\n`],
];

describe('a test among what is made to be slow', () => {
  it.each(hostile)('is found beside %s', (_, text) => {
    for (const whole of [text + pair, pair + text]) {
      expect(casesIn(whole)).toBe(1);
      expect(assertionsIn(whole)).toBe(1);
      expect(assertionsOf(whole)).toEqual(['expect(f(1)).toBe(2)']);
    }
  });

  it.each([
    '(',
    '[(',
    '"',
    "'",
    '`',
    '\\',
    "'\\",
    '`\\`',
    '{',
    'expect(',
    'it.each([',
    'try {',
    'def __eq__(',
  ])('is found before %j without end', (sign) => {
    const whole = pair + sign.repeat(20_000);
    expect(casesIn(whole)).toBeGreaterThanOrEqual(1);
    expect(assertionsOf(whole)[0]).toBe('expect(f(1)).toBe(2)');
    expect(tablesIn(whole).length).toBeLessThanOrEqual(1);
  });

  it('with a table of many rows is as many as these', () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `[${at}, 'a, b']`).join(',\n');
    expect(casesIn(`it.each([\n${rows},\n])('a', () => {\n  expect(f()).toBe(1);\n});`)).toBe(
      5_000,
    );
  });
});

function changed(path: string, text: string, more: Partial<AttemptChange> = {}) {
  const added = text.split('\n').map((line, at) => ({ line: at + 1, text: line }));
  return checkIntegrity({
    spec: taskSpec(),
    files: [{ path, status: 'added', added, removed: [], isBinary: false }],
    gates: [],
    before: new Map(),
    after: new Map([[path, text]]),
    ...more,
  }).result;
}

describe('what cannot be looked at', () => {
  const line = `const data = '${'a b '.repeat(1_000)}';\n`;

  it('refuses a test with a line that is too long, and not what is tested or the data of tests', () => {
    expect(changed('a.test.ts', pair + line).findings).toMatchObject([
      { rule: 'unreadable', file: 'a.test.ts', line: 4 },
    ]);
    for (const path of ['src/a.ts', 'test/fixtures/a.json']) {
      expect(changed(path, line).findings).toEqual([]);
    }
    const long = pair + line;
    const named = taskSpec({ paths: ['a.test.ts'] });
    expect(changed('a.test.ts', long, { spec: named }).status).toBe('failed');
    const tools = taskSpec({ category: 'tooling' });
    expect(changed('a.test.ts', long, { spec: tools }).status).toBe('passed');
  });

  it('hides nothing in a long line of a source', () => {
    const skipped = `${'a b '.repeat(700)}; skipped(); // @ts-${'ignore'}\n`;
    expect(changed('src/a.ts', skipped.repeat(3)).findings).toMatchObject([{ rule: 'suppressed' }]);
  });

  it('refuses a test or a setting that is too large, and says so of a source', () => {
    const unread = (path: string) =>
      changed(path, '', { after: new Map(), unread: new Set([path]) });
    expect(unread('a.test.ts').findings).toMatchObject([{ rule: 'unreadable' }]);
    expect(unread('package.json').findings).toMatchObject([{ rule: 'unreadable' }]);
    expect(unread('src/a.ts')).toMatchObject({
      status: 'passed',
      reason: 'too large to be looked at as a whole: src/a.ts',
    });
  });
});

it('a gate that a task for tools took away or changed is named in the reason', () => {
  const { status, reason } = changed('src/a.ts', 'a', {
    spec: taskSpec({ category: 'tooling' }),
    gates: [
      { gate: 'lint', formerly: 'eslint .', missing: { status: 'skipped', reason: 'gone' } },
      { gate: 'test', command: 'npm run test', formerly: 'pnpm run test' },
    ],
  });
  expect(status).toBe('passed');
  expect(reason).toContain("the gate 'lint', which ran 'eslint .', was taken away");
  expect(reason).toContain("the gate 'test' runs 'npm run test' and no longer 'pnpm run test'");
});

it('the scripts of a gate that was taken away count as those of one that judges', () => {
  const before = '{ "scripts": { "test": "jest" } }';
  const removed = [before];
  const files = [
    { path: 'package.json', status: 'modified' as const, added: [], removed, isBinary: false },
  ];
  const texts = {
    before: new Map([['package.json', before]]),
    after: new Map([['package.json', '{}']]),
  };
  const gates = [{ gate: 'test', formerly: 'npm run --silent test' }];
  const spec = taskSpec({ category: 'tooling' });
  const { reason } = checkIntegrity({ spec, files, gates, ...texts }).result;
  expect(reason).toContain("The script 'test' of package.json judges this work and was changed");
});
