import { describe, expect, it } from 'vitest';
import { createOutputTail } from './output-tail.ts';

function tailOf(headBytes: number, tailBytes: number, ...chunks: readonly (string | number[])[]) {
  const tail = createOutputTail({ headBytes, tailBytes });
  for (const chunk of chunks) tail.append(Buffer.from(chunk as string));
  return tail;
}

describe('an output tail', () => {
  it('keeps an output whole that fits', () => {
    const tail = tailOf(4, 4, 'abc', 'defgh');
    expect([tail.text(), tail.totalBytes, tail.leftOutBytes]).toEqual(['abcdefgh', 8, 0]);
  });

  it('keeps the beginning and the end of one that does not, and says what is missing', () => {
    const tail = tailOf(3, 2, 'abcdefgh', 'ij');
    expect(tail.text()).toBe('abc\n[… 5 bytes left out …]\nij');
    expect([tail.totalBytes, tail.leftOutBytes]).toEqual([10, 5]);
  });

  it('puts a character together that arrived in two chunks', () => {
    expect(tailOf(9, 9, [0xc3], [0xbc]).text()).toBe('ü');
    expect(tailOf(1, 9, [0xc3], [0xbc]).text()).toBe('ü');
  });

  it('shows bytes that are not UTF-8 as such', () => {
    expect(tailOf(9, 9, [0xff, 0x61, 0xc3, 0x28]).text()).toBe('\u{fffd}a\u{fffd}(');
  });

  it('leaves out a character that its own cut has halved', () => {
    expect(tailOf(2, 2, 'aü....üb').text()).toBe('a\n[… 6 bytes left out …]\nb');
    expect(tailOf(3, 3, '😀....😀').text()).toBe('\n[… 6 bytes left out …]\n');
    expect(tailOf(3, 3, 'aü....üa').text()).toBe('aü\n[… 4 bytes left out …]\nüa');
  });

  it('may keep only one end, or nothing', () => {
    expect(tailOf(0, 2, 'abcd').text()).toBe('\n[… 2 bytes left out …]\ncd');
    expect(tailOf(2, 0, 'abcd').text()).toBe('ab\n[… 2 bytes left out …]\n');
    expect(tailOf(0, 0, '').text()).toBe('');
  });

  it('does not care what becomes of the chunk', () => {
    const tail = createOutputTail({ headBytes: 2, tailBytes: 2 });
    const chunk = Buffer.from('abcd');
    tail.append(chunk);
    chunk.fill('x');
    expect(tail.text()).toBe('abcd');
  });
});
