import type { StepResult } from '@atms/platform/workspace';
import { describe, expect, it } from 'vitest';
import type { CommandGate } from '../ports.ts';
import { outcomeOf } from './gate-outcome.ts';

const exited = (exitCode: number, output = ''): StepResult => ({
  end: { kind: 'exited', exitCode },
  output,
  durationMs: 1,
});
const outcome = (
  result: StepResult,
  gate: Partial<CommandGate> = {},
  texts: readonly string[] = [],
) =>
  outcomeOf({ gate: 'test', command: './run', ...gate }, result, { texts, checkout: '/checkout' });

const tap = (...points: readonly string[]) => ['TAP version 13', ...points].join('\n');

describe('the outcome of a gate', () => {
  it('has the places that its report names, relative to the checkout, and nothing else', () => {
    const text = '/checkout/src/a.ts:3:1: error: wrong type  [arg]\n./b.py:4: error: and here  [x]';
    expect(outcome(exited(1, text)).findings).toEqual([
      { gate: 'test', file: 'src/a.ts', line: 3, rule: 'arg', message: 'wrong type' },
      { gate: 'test', file: 'b.py', line: 4, rule: 'x', message: 'and here' },
    ]);
  });

  it('begins with the end of its output where that says more than the places in it', () => {
    const text = `${'a_test.go:1: one\n'.repeat(3)}${Array.from({ length: 30 }, (_, at) => `b.go:${at + 1}: two\n`).join('')}`;
    const { findings } = outcome(exited(2, text));
    expect(findings[0]).toMatchObject({
      message: expect.stringContaining('exit code 2') as string,
    });
    expect(findings).toHaveLength(8);
  });

  it('has no more findings than a result has room for, and none with control characters', () => {
    const escape = String.fromCharCode(27);
    const messages = Array.from({ length: 50 }, (_, at) => ({
      ruleId: `r${escape}[31m`,
      severity: 2,
      message: `m${escape}]0;title${String.fromCharCode(7)}`,
      line: at + 1,
    }));
    const report = JSON.stringify([{ filePath: `/checkout/a${escape}[2J.js`, messages }]);
    const { findings } = outcome(exited(1), { reader: 'eslint-json' }, [report]);
    expect(findings).toHaveLength(20);
    expect(findings[0]).toEqual({ gate: 'test', file: 'a.js', line: 1, rule: 'r', message: 'm' });
  });

  it('is failed when its own report speaks of failures, whatever the exit code', () => {
    const report = tap('not ok 1 - adds', 'ok 2 - more');
    const gate = { kind: 'test', reader: 'tap' } as const;
    expect(outcome(exited(0), gate, [report])).toMatchObject({
      status: 'failed',
      counts: { passed: 1, failed: 1, skipped: 0 },
      findings: [{ message: 'adds' }],
    });
  });

  it('is failed when its output alone speaks of failures, unless it is the plan that may want them', () => {
    const text = '      Tests  1 failed | 4 passed (5)';
    for (const kind of ['test', 'other'] as const) {
      expect(outcome(exited(0, text), { kind })).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('reports 1 failed tests') as string,
        counts: { passed: 4, failed: 1, skipped: 0 },
      });
    }
    expect(outcome(exited(0, text)).status).toBe('passed');
    expect(outcome(exited(0, text), { kind: 'lint' }).status).toBe('passed');
    const report = tap('not ok 1 - adds', 'ok 2 - more');
    expect(outcome(exited(0), { report: 'a.tap' }, [report]).status).toBe('failed');
  });

  it('has passed when only a run within a test failed: the runner sums up last', () => {
    const inner = '      Tests  1 failed | 2 passed (3)';
    const whole = '      Tests  4 passed (4)';
    expect(outcome(exited(0, `${inner}\n${whole}`), { kind: 'test' })).toMatchObject({
      status: 'passed',
      counts: { passed: 6, failed: 1, skipped: 0 },
    });
    expect(outcome(exited(0, `${whole}\n${inner}`), { kind: 'test' }).status).toBe('failed');
  });

  it('counts what its report says, whatever the tests print', () => {
    const printed = '      Tests  40 passed (40)\n===== 42 passed in 0.1s =====';
    for (const gate of [{ kind: 'test', reader: 'tap' }, { report: 'a.tap' }] as const) {
      const seen = outcome(exited(0, printed), gate, [tap('ok 1 - adds')]);
      expect(seen.counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
    }
  });

  it('has no test in a file without tests, unless all of them are such files', () => {
    const counts = (...points: readonly string[]) =>
      outcome(exited(0, tap(...points)), { kind: 'test' }).counts?.passed;
    const file = 'ok 2 - /checkout/test/support.js';
    expect(counts('ok 1 - adds', file)).toBe(1);
    expect(counts('ok 1 - adds')).toBe(1);
    expect(counts('ok 1 - adds', 'ok 2 - reads settings.js')).toBe(2);
    expect(counts('ok 1 - adds', 'ok 2 - /checkout/test/shop.test.js')).toBe(2);
    expect(counts('    ok 1 - adds', 'ok 1 - /checkout/test/support.js', file)).toBe(1);
    expect(counts('ok 1 - /checkout/test/shop.js', file)).toBe(2);
    const red = tap('ok 1 - adds', 'not ok 2 - /checkout/test/support.js');
    expect(outcome(exited(1, red), { kind: 'test' }).counts?.failed).toBe(1);
  });

  it('is skipped and leaves the work unproven when no test ran', () => {
    for (const text of [tap('1..0'), tap('ok 1 - later # SKIP'), 'Ran 0 tests in 0.000s\n\nOK']) {
      expect(outcome(exited(0, text), { kind: 'test' })).toMatchObject({
        status: 'skipped',
        leavesUnproven: true,
      });
    }
    expect(outcome(exited(0, 'All is well.'), { kind: 'test' }).status).toBe('passed');
    expect(outcome(exited(0, tap('1..0')), { kind: 'lint' }).status).toBe('passed');
  });

  it('is failed where a runner that reports came to its end without a report', () => {
    for (const gate of [
      { kind: 'test', reader: 'junit' },
      { kind: 'test', reader: 'text', gate: 'unittest' },
      { kind: 'test', reader: 'text', gate: 'cargo-test (2)' },
    ] as const) {
      expect(outcome(exited(0, ''), gate)).toMatchObject({
        status: 'failed',
        findings: [{ rule: 'no-report' }],
      });
    }
    for (const gate of [{ kind: 'lint', reader: 'junit' }, { kind: 'test' }] as const) {
      expect(outcome(exited(0, 'All is well'), gate).status).toBe('passed');
    }
    expect(
      outcome(exited(0, 'ok  shop  0.1s'), { kind: 'test', reader: 'text', gate: 'go-test' })
        .status,
    ).toBe('passed');
  });

  it('is an audit by its report and not by its exit code, and by its exit code where it did not run', () => {
    const clean = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: {} });
    const audit = { demand: { kind: 'audit', level: 'high' } } as const;
    expect(outcome(exited(1), audit, [clean]).status).toBe('passed');
    expect(outcome(exited(1, 'no network'), audit).status).toBe('error');
    expect(outcome(exited(127, 'npm: not found'), audit).status).toBe('error');
  });

  it('is failed where the tests failed, however much of the code they covered', () => {
    const report = 'SF:a\nDA:1,1\nend_of_record\n';
    const coverage = { demand: { kind: 'coverage', atLeast: 10 } } as const;
    expect(outcome(exited(1), coverage, [report]).status).toBe('failed');
    expect(outcome(exited(0), coverage, [report]).status).toBe('passed');
  });
});
