/** Code points, both ends included. */
export type CharacterRange = readonly [first: number, last: number];

/** The characters that one place of a name may hold: ranges in ascending order that do not touch. Never a slash. */
export type CharacterSet = readonly CharacterRange[];

const lastCodePoint = 0x10_ff_ff;
const slash = 0x2f;

// Written first, because the sets below are built when this file is loaded.
const complement = (ranges: readonly CharacterRange[]): CharacterSet => {
  const gaps: CharacterRange[] = [];
  let next = 0;
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    if (first > next) gaps.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  return next > lastCodePoint ? gaps : [...gaps, [next, lastCodePoint]];
};

/** `first` and `last` of each range may be in any order of ranges and may overlap; a slash in them is taken out. */
export const characterSet = (ranges: readonly CharacterRange[]): CharacterSet =>
  complement([...complement(ranges), [slash, slash]]);

/** Every character but these and the slash. */
export const allBut = (ranges: readonly CharacterRange[]): CharacterSet =>
  complement([...ranges, [slash, slash]]);

export const anyCharacter: CharacterSet = allBut([]);

export const singleCharacter = (character: string): CharacterSet => {
  const codePoint = character.codePointAt(0) ?? 0;
  return [[codePoint, codePoint]];
};

/** Whether some character is in both. */
export const characterSetsMeet = (a: CharacterSet, b: CharacterSet): boolean =>
  a.some(([firstOfA, lastOfA]) =>
    b.some(([firstOfB, lastOfB]) => firstOfA <= lastOfB && firstOfB <= lastOfA),
  );
