import { describe, expect, it } from 'vitest';
import { createLeastRecentlyUsed } from './least-recently-used.ts';

function filled(...keys: readonly string[]) {
  const entries = createLeastRecentlyUsed<string>(2);
  for (const key of keys) entries.set(key, `value of ${key}`);
  return entries;
}

describe('what was used least recently', () => {
  it('goes when there is no room', () => {
    const entries = filled('a', 'b', 'c');
    expect(entries.get('a')).toBeUndefined();
    expect([entries.get('b'), entries.get('c')]).toEqual(['value of b', 'value of c']);
  });

  it('is not what was read since', () => {
    const entries = filled('a', 'b');
    entries.get('a');
    entries.set('c', 'value of c');
    expect([entries.get('a'), entries.get('b')]).toEqual(['value of a', undefined]);
  });

  it('is not what was written again since', () => {
    const entries = filled('a', 'b', 'a', 'c');
    expect([entries.get('a'), entries.get('b')]).toEqual(['value of a', undefined]);
  });

  it('leaves room when something is deleted', () => {
    const entries = filled('a', 'b');
    entries.delete('a');
    entries.set('c', 'value of c');
    expect([entries.get('b'), entries.get('c')]).toEqual(['value of b', 'value of c']);
  });
});
