import { describe, expect, it } from 'vitest';
import { createOutputTail } from './output-tail.ts';

describe('the tail of an output', () => {
  it('is its last lines on one line, however they came, and never long', () => {
    const tail = createOutputTail();
    expect(tail.text()).toBe('');
    for (const piece of ['one\ntw', 'o\n\n', '  three\nfo', 'ur\n']) tail.add(piece);
    expect(tail.text()).toBe('two / three / four');
    tail.add(`${'x'.repeat(9_000)}end\n`);
    expect(tail.text()).toMatch(/^… x+end$/);
    expect(tail.text()).toHaveLength(202);
  });
});
