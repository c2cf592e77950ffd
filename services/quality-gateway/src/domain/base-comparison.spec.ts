import type { Finding, GateResult } from '@atms/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedWith, failsAnew, type Red } from './base-comparison.ts';

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
    const base = red([lint(1, 'a')], { counts: { passed: 4, failed: 1 } });
    const result = comparedWith(base, red([lint(1, 'a')], { counts: { passed: 0, failed: 1 } }));
    expect(result).toMatchObject({ status: 'failed', findings: [{ rule: 'fewer-tests' }, {}] });
  });

  it('is blamed when it no longer says how many tests ran, or has nothing to say at all', () => {
    const base = red([lint(1, 'a')], { counts: { passed: 4, failed: 1 } }, '4 passed, 1 failed');
    for (const mayLoseTests of [false, true]) {
      expect(comparedWith(base, red([], {}, ''), { mayLoseTests })).toMatchObject({
        status: 'failed',
        findings: [{ rule: 'fewer-tests' }],
      });
    }
  });

  it('is not passed by findings that may not be all of them', () => {
    const many = Array.from({ length: 20 }, (_, at) => lint(at, `rule-${at}`));
    expect(statusOf(red(many), red(many))).toBe('failed-before');
    const counts = { passed: 0, failed: 9 };
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
