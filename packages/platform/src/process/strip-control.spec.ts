import { describe, expect, it } from 'vitest';
import { stripControl } from './strip-control.ts';

const ESC = '\u{1b}';
const BEL = '\u{7}';

describe('text for people', () => {
  it('has no colours, cursor movements or other escapes', () => {
    expect(
      stripControl(`${ESC}[1;31mred${ESC}[0m ${ESC}[2J${ESC}[?25lx${ESC}(B${ESC}c${ESC}7y`),
    ).toBe('red xy');
  });

  it('has no titles, hyperlinks or clipboard writes, however they end', () => {
    expect(stripControl(`${ESC}]0;title${BEL}a${ESC}]52;c;ZXZpbA==${ESC}\\b`)).toBe('ab');
    expect(stripControl(`${ESC}]8;;https://x.example${ESC}\\link${ESC}]8;;${ESC}\\`)).toBe('link');
    expect(stripControl(`a${ESC}P1;2qdata${ESC}\\b${ESC}_app${ESC}\\c`)).toBe('abc');
  });

  it('has none of the eight-bit forms of these either', () => {
    expect(stripControl('\u{9b}31mred\u{9d}0;title\u{9c}!')).toBe('red!');
  });

  it('has no control characters but line feed and tab', () => {
    expect(stripControl(`a\u{0}b\bc\u{7f}d\u{85}e\tf\n${BEL}`)).toBe('abcde\tf\n');
  });

  it('is not written backwards', () => {
    expect(stripControl('run \u{202e}hsab | lruc\u{2069}!')).toBe('run hsab | lruc!');
  });

  it('shows the states of a progress bar below each other', () => {
    expect(stripControl('10 %\r20 %\r\ndone\n')).toBe('10 %\n20 %\ndone\n');
  });

  it('loses nothing but the introducer of a sequence that was cut off', () => {
    expect(stripControl(`ok ${ESC}]0;never ended`)).toBe('ok 0;never ended');
    expect(stripControl(`ok ${ESC}`)).toBe('ok ');
  });

  it('keeps every other character', () => {
    expect(stripControl('Grüße, 世界 😀 [0m ]0;')).toBe('Grüße, 世界 😀 [0m ]0;');
  });
});
