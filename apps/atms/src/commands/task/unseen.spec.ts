import { describe, expect, it } from 'vitest';
import { createUnseen } from './unseen.ts';

describe('an output that is looked at again and again', () => {
  it('is shown once, in whole lines, with the rest at its end', () => {
    const unseen = createUnseen();
    expect(unseen('', false)).toBe('');
    expect(unseen('one\ntw', false)).toBe('one\n');
    expect(unseen('one\ntwo\n', false)).toBe('two\n');
    expect(unseen('one\ntwo\n', false)).toBe('');
    expect(unseen('one\ntwo\nthr', true)).toBe('thr');
  });

  it('goes on where it was when its beginning is not kept any more', () => {
    const unseen = createUnseen();
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index}\n`);
    expect(unseen(lines.slice(0, 1_500).join(''), false)).toContain('line 1499');
    expect(unseen(lines.slice(700).join(''), false)).toBe(lines.slice(1_500).join(''));
  });
});
