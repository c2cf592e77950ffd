import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripControl } from './strip-control.ts';

const pieces = fc.constantFrom(
  '\u{1b}',
  '[',
  ']',
  ';',
  '0',
  'm',
  '\\',
  '\u{7}',
  '\u{9b}',
  '\u{9d}',
  '\u{9c}',
  '\u{202e}',
  'a',
  ' ',
  '\n',
  '\r',
);
const hostile = fc.string({ unit: fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 1 })) });

describe('text for people, whatever was written', () => {
  it('has no control character left that could act on a terminal', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(stripControl(text)).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is not changed by doing it again', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(stripControl(stripControl(text))).toBe(stripControl(text));
      }),
    );
  });
});
