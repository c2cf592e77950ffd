import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLeastRecentlyUsed } from './least-recently-used.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const use = fc.oneof(
  fc.record({ kind: fc.constantFrom('get', 'delete'), key }),
  fc.record({ kind: fc.constant('set'), key }),
);

/** The same in the plainest way: keys in the order of their use. */
function createPlain(limit: number) {
  let order: readonly string[] = [];
  const values = new Map<string, number>();
  const without = (key: string) => order.filter((one) => one !== key);
  return {
    get(key: string) {
      if (order.includes(key)) order = [...without(key), key];
      return order.includes(key) ? values.get(key) : undefined;
    },
    set(key: string, value: number) {
      values.set(key, value);
      order = [...without(key), key].slice(-limit);
    },
    delete: (key: string) => void (order = without(key)),
  };
}

describe('what was used least recently', () => {
  it('is what goes, whatever is read, written and deleted in whichever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(use, { maxLength: 60 }),
        (limit, uses) => {
          const [entries, plain] = [createLeastRecentlyUsed<number>(limit), createPlain(limit)];
          for (const [index, { kind, key }] of uses.entries()) {
            if (kind === 'get') expect(entries.get(key)).toBe(plain.get(key));
            else if (kind === 'delete') [entries, plain].forEach((one) => one.delete(key));
            else [entries, plain].forEach((one) => one.set(key, index));
          }
        },
      ),
    );
  });
});
