import type { Checks, GateResult, GateStatus } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { scopeGate, verdictOf } from './verdict.ts';

function gate(name: string, status: GateStatus): GateResult {
  return { gate: name, status, durationMs: 0, findings: [] };
}

const scope = (status: GateStatus) => gate(scopeGate, status);
const verdict = (checks: Checks, ...gates: readonly GateResult[]) => verdictOf(gates, checks);

describe('a verdict', () => {
  it('is passed when everything passed', () => {
    expect(verdict('found', scope('passed'), gate('test', 'passed'))).toBe('passed');
  });

  it('is passed when something passed and the rest was skipped', () => {
    expect(verdict('found', scope('passed'), gate('test', 'passed'), gate('e2e', 'skipped'))).toBe(
      'passed',
    );
  });

  it('is failed when one gate failed, whatever else happened', () => {
    const gates = [gate('test', 'passed'), gate('lint', 'failed'), gate('build', 'error')];
    expect(verdict('found', ...gates)).toBe('failed');
    expect(verdict('none', scope('failed'))).toBe('failed');
  });

  it('is an error when a gate could not be run and none failed', () => {
    expect(verdict('found', gate('test', 'passed'), gate('lint', 'error'))).toBe('error');
  });

  it('is unproven when nothing but the scope passed', () => {
    expect(verdict('found', scope('passed'))).toBe('unproven');
    expect(verdict('found', scope('passed'), gate('test', 'skipped'))).toBe('unproven');
    expect(verdict('found')).toBe('unproven');
  });

  it('is unproven when the tests could not run, whatever passed besides', () => {
    const open = { ...gate('pytest', 'skipped'), leavesUnproven: true } as const;
    expect(verdict('found', scope('passed'), gate('lint', 'passed'), open)).toBe('unproven');
    expect(verdict('found', gate('lint', 'failed'), open)).toBe('failed');
  });

  it('is passed without proof only where the plan wants no checks', () => {
    expect(verdict('none', scope('passed'))).toBe('passed');
    expect(verdict(['test'], scope('passed'))).toBe('unproven');
  });
});
