import { taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { isRelative, isTestGate, judgingGates, movesGates } from './judging-gates.ts';

const test = { gate: 'test', command: 'npm run --silent test' };
const lint = { gate: 'lint', command: 'eslint .' };
const rewritten = { gate: 'lint', command: 'true' };

describe('an attempt that changed what gates are found by', () => {
  const changed = ['package.json', 'src/a.js'];
  const spec = taskSpec();

  it("is judged by the base's gates, also by those that it took away", () => {
    const judged = judgingGates({ base: [test, lint], attempt: [rewritten], spec, changed });
    expect(judged).toEqual([lint, test]);
  });

  it('may add gates', () => {
    const missing = { status: 'skipped', reason: 'there is none' } as const;
    const base = [{ gate: 'test', missing }];
    expect(judgingGates({ base, attempt: [test, lint], spec, changed })).toEqual([test, lint]);
  });

  it('is judged by them also where its paths name the files that say how', () => {
    for (const paths of [['package.json', 'src/**'], ['package.json', 'src/a.js'], ['**']]) {
      const named = taskSpec({ paths });
      const judged = judgingGates({
        base: [test, lint],
        attempt: [rewritten],
        spec: named,
        changed,
      });
      expect(judged).toEqual([lint, test]);
    }
  });

  it('is judged by its own where its category is to set them, and that is said', () => {
    const spec = taskSpec({ category: 'tooling' });
    const judged = judgingGates({ base: [test, lint], attempt: [rewritten], spec, changed });
    expect(judged).toEqual([
      { ...rewritten, formerly: 'eslint .' },
      {
        gate: 'test',
        formerly: 'npm run --silent test',
        missing: { status: 'skipped', reason: expect.stringContaining('taken away') as string },
      },
    ]);
  });

  it('cannot have a tool of the base skipped that it no longer declares', () => {
    const needs = { probe: 'test -x ruff', install: 'install ruff', ifMissing: 'skipped' } as const;
    const [judged] = judgingGates({ base: [{ ...lint, needs }], attempt: [], spec, changed });
    expect(judged?.needs?.ifMissing).toBe('error');
  });

  it('is one that changed settings, locks or tests, and no other', () => {
    expect(movesGates(['src/a.js', 'README.md'])).toBe(false);
    for (const path of [
      'package.json',
      'eslint.config.js',
      'package-lock.json',
      'test/a.js',
      'Makefile',
    ]) {
      expect(movesGates([path])).toBe(true);
    }
  });
});

describe('a gate', () => {
  it('is of tests by its kind, or where nobody says by its name and command', () => {
    expect(isTestGate({ gate: 'x', kind: 'test' })).toBe(true);
    expect(isTestGate({ gate: 'test', kind: 'lint' })).toBe(false);
    expect(isTestGate({ gate: 'unit', command: './run' })).toBe(true);
    expect(isTestGate({ gate: 'all', command: 'python -m pytest -q' })).toBe(true);
    expect(isTestGate({ gate: 'file', command: 'test -f b.txt' })).toBe(false);
  });

  it("is seen against the base, unless it is the plan's own demand", () => {
    expect(
      isRelative({
        gate: 'test',
        kind: 'test',
        command: 'npm test',
        why: 'package.json script test',
      }),
    ).toBe(true);
    expect(isRelative({ gate: 'there', command: 'test -f b.txt', why: 'the plan' })).toBe(false);
    expect(
      isRelative({ gate: 'vat', command: 'python3 -m pytest -q test_vat.py', why: 'the plan' }),
    ).toBe(false);
    expect(isRelative({ gate: 'pytest', kind: 'test', why: 'the plan' })).toBe(true);
    expect(
      isRelative({ gate: 'coverage', kind: 'coverage', demand: { kind: 'coverage', atLeast: 80 } }),
    ).toBe(false);
  });
});
