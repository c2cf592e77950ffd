import type { Finding, GateResult } from '@atms/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparedWith,
  failsAnew,
  fewer,
  ranNothing,
  type Red,
  uncounted,
} from './base-comparison.ts';

const lint = (line: number, rule: string): Finding => ({
  gate: 'lint',
  file: 'a.ts',
  line,
  rule,
  message: rule,
});

function red(findings: readonly Finding[], more: Partial<Red['result']> = {}, text?: string): Red {
  const result: Red['result'] = {
    gate: 'lint',
    status: 'failed',
    durationMs: 1,
    findings: [...findings],
    ...more,
  };
  return text === undefined ? { result } : { result, text };
}
const statusOf = (base: Red, attempt: Red): GateResult['status'] =>
  comparedWith(base, attempt).status;

describe('a red gate', () => {
  it('has passed when all that it found stood on the base too, wherever the lines are now', () => {
    const result = comparedWith(red([lint(3, 'no-var')]), red([lint(30, 'no-var')]));
    expect(result).toMatchObject({ status: 'passed', findings: [], known: [lint(30, 'no-var')] });
    expect(result.reason).toBe('1 failure that was there before');
  });

  it('is blamed for what is new, and for that alone', () => {
    const result = comparedWith(
      red([lint(3, 'no-var')]),
      red([lint(3, 'no-var'), lint(4, 'eqeqeq')]),
    );
    expect(result).toMatchObject({
      status: 'failed',
      findings: [lint(4, 'eqeqeq')],
      known: [lint(3, 'no-var')],
    });
  });

  it('is blamed for a second finding like one that was there once', () => {
    const result = comparedWith(
      red([lint(3, 'no-var')]),
      red([lint(3, 'no-var'), lint(4, 'no-var')]),
    );
    expect(result).toMatchObject({ status: 'failed', findings: [lint(4, 'no-var')] });
  });

  it('is blamed when it was green on the base, or could not run there', () => {
    for (const status of ['passed', 'error', 'skipped'] as const) {
      expect(statusOf(red([], { status }), red([lint(1, 'no-var')]))).toBe('failed');
    }
  });

  it('is blamed when fewer tests ran, whatever they say', () => {
    const base = red([lint(1, 'a')], { counts: { passed: 4, failed: 1, skipped: 0 } });
    const result = comparedWith(
      base,
      red([lint(1, 'a')], { counts: { passed: 0, failed: 1, skipped: 0 } }),
    );
    expect(result).toMatchObject({ status: 'failed', findings: [{ rule: 'fewer-tests' }, {}] });
  });

  it('is blamed when it no longer says how many tests ran, or has nothing to say at all', () => {
    const base = red(
      [lint(1, 'a')],
      { counts: { passed: 4, failed: 1, skipped: 0 } },
      '4 passed, 1 failed',
    );
    for (const mayLoseTests of [false, true]) {
      expect(comparedWith(base, red([], {}, ''), { mayLoseTests })).toMatchObject({
        status: 'failed',
        findings: [{ rule: 'fewer-tests' }],
      });
    }
  });

  it('is not blamed for a failure less, which may be that of no test', () => {
    const counts = { passed: 2, failed: 2, skipped: 0 };
    const base = red([lint(1, 'a'), lint(2, 'b')], { counts });
    const attempt = red([lint(1, 'a')], { counts: { ...counts, failed: 1 } });
    expect(statusOf(base, attempt)).toBe('passed');
  });

  it('names what permits fewer tests, and another output', () => {
    expect(fewer('test', 2).message).toContain("category 'removal'");
    expect(uncounted('test', 2).message).toContain("category 'tooling'");
  });

  it('is not passed by findings that may not be all of them', () => {
    const many = Array.from({ length: 20 }, (_, at) => lint(at, `rule-${at}`));
    expect(statusOf(red(many), red(many))).toBe('failed-before');
    const counts = { passed: 0, failed: 9, skipped: 0 };
    expect(statusOf(red([lint(1, 'a')], { counts }), red([lint(1, 'a')], { counts }))).toBe(
      'failed-before',
    );
  });
});

describe('a red gate that only prints', () => {
  const said = (text: string) =>
    red([{ gate: 'lint', message: 'failed' }], { reason: 'failed' }, text);

  it('failed before when no line of failure is new, whatever the times and places', () => {
    const result = comparedWith(
      said('ERROR in /tmp/one/src/a.c:12:3: overflow (12.5 ms)\nbuilding'),
      said('building more\nERROR in /tmp/two/src/a.c:40:1: overflow (3 ms)'),
    );
    expect(result).toMatchObject({ status: 'failed-before', findings: [], known: [{}] });
  });

  it('is blamed for a line of failure that is new', () => {
    expect(statusOf(said('error: a'), said('error: a\nerror: b'))).toBe('failed');
    expect(failsAnew(said('error: a'), said('error: a\nerror: b'))).toBe(true);
    expect(failsAnew(said('error: a'), said('error: a'))).toBe(false);
  });
});

describe('a line of failure', () => {
  const said = (text: string) =>
    red([{ gate: 'lint', message: 'failed' }], { reason: 'failed' }, text);

  it('excuses as many of its kind as there were before, and no more', () => {
    const once = said('error: expected 1\nbuilding');
    const thrice = said('error: expected 1\nerror: expected 1\nerror: expected 1');
    expect(statusOf(once, thrice)).toBe('failed');
    expect(statusOf(thrice, once)).toBe('failed-before');
    expect(statusOf(thrice, thrice)).toBe('failed-before');
    expect(statusOf(said('stopped'), said('stopped\nstopped'))).toBe('failed');
  });
});

describe('a red gate ran no test', () => {
  const counts = (passed: number, failed: number) => ({
    counts: { passed, failed, skipped: 0 },
  });
  const ran = (text: string, more: Partial<Red['result']> = {}) => !ranNothing(red([], more, text));

  it('when its runner found none', () => {
    expect(ran('no tests ran in 1.73s', counts(0, 0))).toBe(false);
    expect(ran('No test files found, exiting with code 1')).toBe(false);
    expect(ran('No tests found, exiting with code 1')).toBe(false);
  });

  it('and has failed otherwise, also when a test could not be loaded', () => {
    expect(ran('collected 0 items / 1 error\nno tests ran', counts(0, 0))).toBe(true);
    expect(ran('Test Suites: 1 failed, 1 total\nTests: 0 total', counts(0, 0))).toBe(true);
    expect(ran("Cannot find module './new.js'")).toBe(true);
    expect(ran('1 error in 2.60s', counts(0, 1))).toBe(true);
    expect(ranNothing(red([], { status: 'passed', ...counts(0, 0) }))).toBe(false);
  });
});

describe('any new finding', () => {
  it('is blamed, however many known ones it stands among', () => {
    const rules = fc.uniqueArray(fc.stringMatching(/^[a-z]{2,6}$/), { maxLength: 12 });
    fc.assert(
      fc.property(rules, fc.nat({ max: 12 }), (known, at) => {
        const before = known.map((rule) => lint(1, rule));
        const now = [...before.slice(0, at), lint(9, 'the-new-one'), ...before.slice(at)];
        const result = comparedWith(red(before), red(now));
        expect(result.status).toBe('failed');
        expect(result.findings).toContainEqual(lint(9, 'the-new-one'));
        if (known.length > 0) expect(result.findings).toHaveLength(1);
      }),
    );
  });
});
