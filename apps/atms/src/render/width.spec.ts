import { describe, expect, it } from 'vitest';
import { aligned, fitted, padded, widthOf } from './width.ts';

describe('the width of a text', () => {
  it.each([
    ['plain', 5],
    ['实装', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['', 0],
  ])('of %j is %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is never more than it is cut to, and no character is cut in two', () => {
    expect(fitted('a plain text', 8)).toBe('a plain…');
    expect(fitted('实装实装', 6)).toBe('实装…');
    expect(fitted('fits', 4)).toBe('fits');
    expect(fitted('anything', 0)).toBe('');
  });

  it('lines columns up', () => {
    expect(padded('实', 4)).toBe('实  ');
    expect(aligned([['a', '实装', 'x'], ['bbb', 'c'], []])).toEqual(['a    实装  x', 'bbb  c', '']);
  });
});
