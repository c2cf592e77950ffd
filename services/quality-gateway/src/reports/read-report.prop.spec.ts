import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { isAllowed } from './licences.ts';
import { readReport } from './read-report.ts';
import type { ReaderName } from './reading.ts';
import { mostRemarks } from './remark.ts';

const folder = new URL('fixtures/', import.meta.url);
const fixtures = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

const names: readonly (ReaderName | undefined)[] = [
  undefined,
  'junit',
  'tap',
  'jest-json',
  'eslint-json',
  'oxlint-json',
  'ruff-json',
  'mypy-json',
  'bandit-json',
  'sarif',
  'text',
];

/** A real report in which something was cut out, doubled or put in: what tools write when they die. */
const damaged = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.nat(),
    fc.nat(40),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map(([text, at, length, insert]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + insert + text.slice(cut + length);
  });

const anything = fc.oneof(
  damaged,
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.json({ maxDepth: 6 }),
  fc
    .array(fc.constantFrom('<', '>', '</', 'testsuite', 'a', '"', '=', ' ', '&lt;'))
    .map((parts) => `<testsuite>${parts.join('')}`),
  fc
    .array(
      fc.constantFrom('ok 1', 'not ok 2', '  ', '\n', '{', '}', '---', '...', '1..2', '# skip'),
    )
    .map((parts) => `TAP version 13\n${parts.join('')}`),
);

describe('whatever a command wrote', () => {
  it('is read without a fault, and within bounds', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 3 }),
        fc.constantFrom(...names),
        (texts, name) => {
          const { remarks, counts } = readReport(texts, name);
          expect(remarks.length).toBeLessThanOrEqual(mostRemarks);
          for (const { message, line = 1, file = 'f' } of remarks) {
            expect(message.length).toBeLessThanOrEqual(4_000);
            expect(Number.isSafeInteger(line) && line > 0 && file.length > 0).toBe(true);
          }
          for (const count of Object.values(counts ?? {})) expect(count).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is judged without a fault, and never passes as coverage or an audit unless it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(judge({ kind: 'coverage', atLeast: 0 }, { texts: [text] }).status).toBe('error');
        expect(judge({ kind: 'audit', level: 'critical' }, { texts: [text] }).status).toBe('error');
      }),
    );
  });

  it('takes time in proportion to its length, also when it is made to be slow', () => {
    const evil = [
      'a.'.repeat(60_000),
      'a/'.repeat(60_000),
      `${' '.repeat(100_000)}x`,
      '('.repeat(100_000),
      '<testsuite>'.repeat(20_000),
      '['.repeat(100_000),
      `at ${'.a:1'.repeat(30_000)}`,
    ];
    for (const text of evil)
      expect(readReport([text]).remarks.length).toBeLessThanOrEqual(mostRemarks);
    expect(isAllowed('('.repeat(100_000), ['MIT'])).toBe(false);
  });
});
