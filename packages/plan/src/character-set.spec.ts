import { describe, expect, it } from 'vitest';
import {
  allBut,
  anyCharacter,
  characterSet,
  characterSetsMeet,
  singleCharacter,
} from './character-set.ts';
import type { CharacterSet } from './character-set.ts';

const slash = singleCharacter('/');
const code = (character: string): number => character.charCodeAt(0);

describe('a character set', () => {
  it('never holds a slash, which ends a name', () => {
    expect(characterSetsMeet(anyCharacter, slash)).toBe(false);
    expect(characterSetsMeet(allBut([[code('a'), code('z')]]), slash)).toBe(false);
    expect(characterSetsMeet(characterSet([[code('.'), code('0')]]), slash)).toBe(false);
  });

  it('holds both ends of its ranges and nothing beyond', () => {
    const heldBy = (set: CharacterSet): string =>
      ['/', '0', '9', ':', '`', 'a', 'f', 'g']
        .filter((character) => characterSetsMeet(set, singleCharacter(character)))
        .join('');
    const digits = [code('0'), code('9')] as const;
    expect(heldBy(characterSet([digits, [code('a'), code('f')]]))).toBe('09af');
    expect(heldBy(allBut([digits]))).toBe(':`afg');
  });

  it('is the same whether its ranges overlap, touch or stand in another order', () => {
    expect(
      characterSet([
        [5, 9],
        [1, 7],
        [2, 3],
      ]),
    ).toEqual([[1, 9]]);
    expect(
      characterSet([
        [4, 6],
        [1, 3],
      ]),
    ).toEqual([[1, 6]]);
  });
});
