import { afterAll, describe, expect, it } from 'vitest';
import { plantedFaults } from './planted-faults.ts';
import { type CheckResult, runCheck } from './run-check.ts';
import { createTreeCopy } from './tree-copy.ts';

const copy = await createTreeCopy();
afterAll(() => copy.remove());

const unplanted = new Map<string, Promise<CheckResult>>();

/** The check on the tree as it is: red there, it would prove nothing. Once for all faults that it has to find. */
function withoutFault(check: string): Promise<CheckResult> {
  const result = unplanted.get(check) ?? runCheck(check, copy.folder);
  unplanted.set(check, result);
  return result;
}

describe('every guard has been seen red on its planted fault', () => {
  for (const fault of plantedFaults) {
    it(`${fault.check} refuses ${fault.name}`, async () => {
      const before = await withoutFault(fault.check);
      expect(before.green, `red without the fault:\n${before.output}`).toBe(true);
      const { check, test } = fault;
      const after = await copy.withFault(fault, () => runCheck(check, copy.folder, test));
      expect(after.green, `green with the fault:\n${after.output}`).toBe(false);
      expect(after.output).toMatch(fault.expects);
    });
  }
});

describe('the list of planted faults', () => {
  it('has no two of the same name for one check', () => {
    const names = plantedFaults.map(({ check, name }) => `${check} refuses ${name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
