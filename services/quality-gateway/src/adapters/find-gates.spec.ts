import { describe, expect, it } from 'vitest';
import { findGates } from './find-gates.ts';

const manifest = (scripts: Readonly<Record<string, string>>) => JSON.stringify({ scripts });

describe('gates that are found', () => {
  it('are the well-known scripts that a project has, in their order', () => {
    const found = findGates('found', manifest({ build: 'tsc', dev: 'vite', test: 'vitest' }));
    expect(found).toEqual([
      { gate: 'test', command: 'npm run --silent test' },
      { gate: 'build', command: 'npm run --silent build' },
    ]);
  });

  it('are not the test that npm writes for a project without tests', () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    expect(findGates('found', manifest(scripts))).toEqual([]);
  });

  it('are none where there is no package.json, or one that cannot be read', () => {
    expect(findGates('found', undefined)).toEqual([]);
    expect(findGates('found', '{ not json')).toEqual([]);
    expect(findGates('found', '{}')).toEqual([]);
    expect(findGates('found', '{"scripts": {"test": 7}}')).toEqual([]);
  });
});

describe('gates that a plan names', () => {
  it('are its scripts and its commands', () => {
    const checks = ['typecheck', { name: 'smoke', run: './smoke.sh' }];
    expect(findGates(checks, manifest({ typecheck: 'tsc' }))).toEqual([
      { gate: 'typecheck', command: 'npm run --silent typecheck' },
      { gate: 'smoke', command: './smoke.sh' },
    ]);
  });

  it('are errors where the project has no such script, with what to do about it', () => {
    const [gate] = findGates(['lint'], manifest({}));
    expect(gate).toMatchObject({ gate: 'lint', missing: { status: 'error' } });
    expect(gate?.missing?.reason).toContain("no script 'lint'; add it");
  });
});

describe('a plan that wants no checks', () => {
  it('has no gates, whatever the project has', () => {
    expect(findGates('none', manifest({ test: 'vitest' }))).toEqual([]);
  });
});
