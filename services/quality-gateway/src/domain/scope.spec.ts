import type { Finding } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { checkScope } from './scope.ts';

const scope = (
  paths: readonly string[],
  changed: readonly string[],
  violations: readonly Finding[] = [],
) => checkScope({ paths, changed, violations });

describe('the scope of an attempt', () => {
  it('is kept when all changes lie in the paths of the task', () => {
    expect(scope(['src/**', 'README.md'], ['src/a/b.ts', 'README.md'])).toMatchObject({
      gate: 'scope',
      status: 'passed',
      findings: [],
    });
  });

  it('is left by a change beside them, and each such file is named', () => {
    const result = scope(['src/**'], ['src/a.ts', 'docs/b.md', 'c.txt']);
    expect(result.status).toBe('failed');
    expect(result.findings.map((finding) => finding.file)).toEqual(['docs/b.md', 'c.txt']);
    expect(result.findings[0]?.message).toBe("docs/b.md is outside the task's paths (src/**)");
  });

  it('is everything for a task that declares no paths, and says so', () => {
    const result = scope([], ['anything']);
    expect(result).toMatchObject({ status: 'passed' });
    expect(result.reason).toContain('declares no paths');
  });

  it('says so where nothing was changed', () => {
    expect(scope([], [])).toMatchObject({ status: 'passed', reason: 'nothing was changed' });
    expect(scope(['src/**'], [])).toMatchObject({ reason: 'nothing was changed' });
    expect(scope(['src/**'], ['src/a.ts'])).not.toHaveProperty('reason');
  });

  it('is left by what was done to the repository itself, also without declared paths', () => {
    const violation = { gate: 'repository', message: 'moved refs/heads/main' };
    const result = scope([], [], [violation]);
    expect(result).toMatchObject({ status: 'failed', findings: [violation] });
    expect(result).not.toHaveProperty('reason');
  });

  it('is told within what an event holds', () => {
    const many = Array.from({ length: 100 }, (_, number) => `out/${number}`);
    const paths = Array.from({ length: 500 }, (_, number) => `src/a-rather-long-name-${number}/**`);
    const { findings } = scope(paths, [`out/${'x'.repeat(4_000)}`, ...many]);
    expect(findings).toHaveLength(20);
    for (const { message } of findings) expect(message.length).toBeLessThanOrEqual(4_000);
  });
});
