import { describe, expect, it } from 'vitest';
import { findGates } from './find-gates.ts';

const manifest = (scripts: Readonly<Record<string, string>>) => JSON.stringify({ scripts });

const skippedIn = (packageJson: string | undefined) =>
  findGates('found', packageJson).flatMap(({ gate, missing }) =>
    missing?.status === 'skipped' ? [gate] : [],
  );
const everyOne = ['test', 'lint', 'typecheck', 'build'];

describe('gates that are found', () => {
  it('are the well-known scripts in their order; what a project does not have is skipped', () => {
    const found = findGates('found', manifest({ build: 'tsc', dev: 'vite', test: 'vitest' }));
    const skipped = (gate: string) => ({
      gate,
      missing: { status: 'skipped', reason: `package.json has no script '${gate}'` },
    });
    expect(found).toEqual([
      { gate: 'test', command: 'npm run --silent test' },
      skipped('lint'),
      skipped('typecheck'),
      { gate: 'build', command: 'npm run --silent build' },
    ]);
  });

  it('are not the test that npm writes for a project without tests', () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    expect(skippedIn(manifest(scripts))).toEqual(everyOne);
    expect(findGates('found', manifest(scripts))[0]?.missing?.reason).toContain('there is none');
  });

  it('are none where there is no package.json', () => {
    expect(findGates('found', undefined)).toEqual([]);
  });

  it('are all skipped where package.json cannot be read', () => {
    expect(skippedIn('{ not json')).toEqual(everyOne);
    expect(skippedIn('{}')).toEqual(everyOne);
    expect(skippedIn('{"scripts": {"test": 7}}')).toEqual(everyOne);
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
