import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Demand } from './demand.ts';
import { judge } from './judge.ts';
import { isAllowed } from './licences.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const coverage = (atLeast: number): Demand => ({ kind: 'coverage', atLeast });
const audit = (level: 'low' | 'moderate' | 'high' | 'critical'): Demand => ({
  kind: 'audit',
  level,
});

describe('a coverage threshold', () => {
  for (const name of ['coverage-summary.json', 'lcov.info', 'clover.xml', 'cobertura.xml']) {
    it(`is held against the lines of ${name}`, () => {
      const texts = ['no report', fixture(name)];
      expect(judge(coverage(50), { texts })).toMatchObject({
        status: 'passed',
        reason: '1 of 2 lines are covered, 50.00 %',
      });
      const refused = judge(coverage(50.01), { texts });
      expect(refused).toMatchObject({ status: 'failed' });
      expect(refused.reason).toContain('at least 50.01 % are asked');
    });
  }

  it('names the files that miss most', () => {
    const { remarks } = judge(coverage(80), { texts: [fixture('lcov.info')] });
    expect(remarks[1]).toEqual({ message: '1 lines are not covered', file: 'sum.mjs' });
  });

  it('does not round up', () => {
    const texts = [
      'SF:a\n' + 'DA:1,1\n'.repeat(79_999) + 'DA:2,0\n'.repeat(20_001) + 'end_of_record\n',
    ];
    expect(judge(coverage(80), { texts })).toMatchObject({ status: 'failed' });
    expect(judge(coverage(80), { texts }).reason).toContain('79.99 %');
  });

  it('is an error without a report, and with one of nothing', () => {
    expect(judge(coverage(0), { texts: ['100 %'] })).toMatchObject({ status: 'error' });
    const empty = 'SF:a\nend_of_record\n';
    expect(judge(coverage(0), { texts: [empty] })).toMatchObject({ status: 'error' });
  });
});

describe('an audit level', () => {
  it('refuses what is as bad or worse, the worst first', () => {
    const texts = [fixture('npm-audit.json')];
    const refused = judge(audit('moderate'), { texts });
    expect(refused.status).toBe('failed');
    expect(refused.remarks.slice(1).map(({ rule }) => rule)).toEqual(['critical', 'moderate']);
    expect(refused.remarks[1]?.message).toContain('minimist <=1.2.5: Prototype Pollution');
    expect(judge(audit('high'), { texts }).remarks).toHaveLength(2);
  });

  it('is met by an audit without such', () => {
    const clean = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: {} });
    expect(judge(audit('low'), { texts: [clean] }).status).toBe('passed');
  });

  it('is an error where the registry did not answer', () => {
    const judged = judge(audit('low'), { texts: [fixture('npm-audit-offline.json'), ''] });
    expect(judged).toMatchObject({ status: 'error' });
    expect(judged.reason).toContain('could not be looked up');
  });
});

describe('a list of licences', () => {
  const demand: Demand = { kind: 'licences', allowed: ['MIT', 'Apache-2.0'] };

  it('refuses a package by its name, its version and its licence', () => {
    const packages = [
      { name: 'good', version: '1.0.0', licence: 'MIT' },
      { name: 'bad', version: '2.0.0', licence: 'GPL-3.0-only' },
      { name: 'bad', version: '2.0.0', licence: 'GPL-3.0-only' },
      { name: 'silent', version: '3.0.0' },
    ];
    expect(judge(demand, { packages })).toMatchObject({
      status: 'failed',
      remarks: [
        { message: '2 packages have a licence that is not among MIT, Apache-2.0' },
        { message: 'bad 2.0.0 has a licence that is not allowed', rule: 'GPL-3.0-only' },
        { message: 'silent 3.0.0 names no licence', rule: 'none' },
      ],
    });
  });

  it('is met by a project without dependencies, and is an error where they are not installed', () => {
    expect(judge(demand, { packages: [] }).status).toBe('passed');
    expect(judge(demand, { packages: [{ name: 'gone' }] })).toMatchObject({ status: 'error' });
  });

  const expressions: readonly (readonly [string, boolean])[] = [
    ['MIT', true],
    ['mit', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-2.0-only OR (MIT AND Apache-2.0)', true],
    ['GPL-2.0-only AND (MIT OR Apache-2.0)', false],
    ['Apache-2.0 WITH LLVM-exception', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['SEE LICENSE IN LICENSE', false],
    ['MIT)', false],
    ['(MIT', false],
    ['MIT MIT', false],
    ['', false],
  ];
  for (const [expression, isMet] of expressions) {
    it(`${isMet ? 'allows' : 'refuses'} '${expression}'`, () => {
      expect(isAllowed(expression, ['MIT', 'Apache-2.0'])).toBe(isMet);
    });
  }
});
