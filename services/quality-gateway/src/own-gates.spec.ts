import { createdTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { ownGates } from './own-gates.ts';
import type { CommandGate } from './ports.ts';

const test: CommandGate = { gate: 'test', command: 'npm test', kind: 'test' };
const named = (change: Parameters<typeof createdTask>[0], gates: readonly CommandGate[] = [test]) =>
  new Map(ownGates(createdTask(change), gates).map(({ gate, does }) => [gate, does]));

describe('the gates that run no command', () => {
  it('are all named, with the paths of the task or that it has none', () => {
    const gates = named({ checks: 'found', paths: ['src/**', 'README.md'] });
    expect([...gates.keys()]).toEqual(['scope', 'integrity', 'able-to-fail']);
    expect(gates.get('scope')).toContain('outside of src/**, README.md');
    expect(named({ checks: 'found', paths: [] }).get('scope')).toContain('may write anywhere');
  });

  it('ask of tests what the task promises', () => {
    const checks = 'found';
    const asked = (change: Parameters<typeof createdTask>[0], gates = [test]) =>
      named({ checks, paths: [], ...change }, gates).get('able-to-fail');
    expect(asked({ category: 'feature' })).toContain('one has to fail');
    expect(asked({ category: 'refactoring' })).toContain('promises no behaviour');
    expect(asked({ acceptance: [] })).toContain('says whether one fails');
    expect(asked({ category: 'feature' }, [])).toContain('no gate runs tests');
  });

  it('are the scope alone where the plan wants no checks', () => {
    expect([...named({ checks: 'none' }, []).keys()]).toEqual(['scope']);
  });
});
