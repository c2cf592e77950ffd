import { describe, expect, it } from 'vitest';
import { restoreTables } from './view-tables.ts';

const tables = () => ({ names: new Map<string, unknown>(), inner: { seen: new Set<unknown>() } });

describe('tables of a view', () => {
  it('hold after a snapshot what they held before, the same things being the same', () => {
    const before = tables();
    const shared = { life: 'open' };
    before.names.set('a', shared);
    before.inner.seen.add(shared);
    const after = tables();
    expect(restoreTables([after], structuredClone([before]))).toBe(true);
    expect(after).toEqual(before);
    expect(after.inner.seen.has(after.names.get('a'))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['another number of views', []],
    ['a table less', [{ names: new Map([['a', 1]]), inner: {} }]],
    ['a table of another kind', [{ names: new Map([['a', 1]]), inner: { seen: new Map() } }]],
  ])('are not touched by a snapshot that holds %s', (_what, kept) => {
    const found = tables();
    expect(restoreTables([found], kept)).toBe(false);
    expect(found).toEqual(tables());
  });
});
