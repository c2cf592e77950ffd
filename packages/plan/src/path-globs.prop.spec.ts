import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, pathSetsOverlap } from './path-globs.ts';

/**
 * Overlap against its definition: all paths of a small world are tried. The worlds are large enough that patterns of
 * the generated sizes which meet at all meet in them: the shortest common text of two patterns is no longer than both
 * patterns together. What a pattern covers is compared with a regular expression written here.
 */

/** A pattern as its text and, written by itself, as the regular expression that it should mean. */
interface Sample {
  readonly text: string;
  readonly meaning: string;
}

const together = (parts: readonly Sample[]): Sample => ({
  text: parts.map((part) => part.text).join(''),
  meaning: parts.map((part) => part.meaning).join(''),
});

const meets = ({ meaning }: Sample, path: string): boolean =>
  new RegExp(`^(?:${meaning})$`, 'u').test(path);

/** All texts over the letters from 1 to `longest` letters. */
const textsUpTo = (longest: number, letters: readonly string[]): readonly string[] =>
  longest === 0
    ? []
    : letters.flatMap((letter) => [
        letter,
        ...textsUpTo(longest - 1, letters).map((rest) => letter + rest),
      ]);

const sampleOf = (text: string, meaning: string): fc.Arbitrary<Sample> =>
  fc.constant({ text, meaning });

// One name: up to three characters, so that two patterns meet in six characters or not at all.
const names = textsUpTo(6, ['a', 'b', 'c']);
const character = fc.oneof(
  sampleOf('a', 'a'),
  sampleOf('b', 'b'),
  sampleOf('?', '.'),
  sampleOf('*', '.*'),
  sampleOf('[ab]', '[ab]'),
  sampleOf('[b-c]', '[bc]'),
  sampleOf('[!a]', '[^a]'),
  sampleOf('[^b-b]', '[^b]'),
  sampleOf('{a,bc}', '(?:a|bc)'),
);
const wildcard = sampleOf('?', '.');
// At least one wildcard: a pattern without any also means what is below it.
const namePattern = fc
  .tuple(fc.array(character, { maxLength: 2 }), wildcard, fc.nat({ max: 2 }))
  .map(([others, wild, at]) => together([...others.slice(0, at), wild, ...others.slice(at)]));

// Paths of up to three names in a pattern, of one letter each, so that two patterns meet in six names or not at all.
const paths = textsUpTo(6, ['a', 'b']).map((letters) => [...letters].join('/'));
const folder = fc.oneof(
  sampleOf('a/', 'a/'),
  sampleOf('b/', 'b/'),
  sampleOf('*/', '[^/]/'),
  sampleOf('**/', '(?:[^/]/)*'),
);
const below = '(?:/.*)?';
const lastName = fc.oneof(
  sampleOf('?', '[^/]'),
  sampleOf('a/', `a${below}`),
  sampleOf('*/', `[^/]${below}`),
  sampleOf('{a,?}/', `[^/]${below}`),
  sampleOf('{a/b,?}/./', `(?:a/b|[^/])${below}`),
);
const literalPath = fc
  .array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 })
  .map((literal): Sample => ({ text: literal.join('/'), meaning: literal.join('/') + below }));
const pathPattern = fc.oneof(
  { weight: 1, arbitrary: literalPath },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.array(folder, { maxLength: 2 }), lastName)
      .map(([folders, last]) => together([...folders, last])),
  },
);

const worlds = [
  { what: 'names', pattern: namePattern, world: names },
  { what: 'paths', pattern: pathPattern, world: paths },
];

describe.each(worlds)('patterns of $what', ({ pattern, world }) => {
  it('cover exactly what the regular expression of their meaning matches', () => {
    fc.assert(
      fc.property(pattern, (sample) => {
        expect(world.filter((path) => covers([sample.text], path))).toEqual(
          world.filter((path) => meets(sample, path)),
        );
      }),
    );
  });

  it('overlap exactly when some path of the world is covered by both', () => {
    const seen = { meeting: 0, apart: 0 };
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const common = world.some((path) => meets(a, path) && meets(b, path));
        seen[common ? 'meeting' : 'apart'] += 1;
        expect(pathSetsOverlap([a.text], [b.text])).toBe(common);
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.meeting, seen.apart)).toBeGreaterThan(100);
  });
});

describe('sets of patterns', () => {
  const rough = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'B',
        '/',
        '*',
        '**/',
        '?',
        '[ab]',
        '[!a]',
        '{',
        ',',
        '}',
        '!',
        '(',
        ')',
        '@',
        '.',
        '[',
        ']',
        '\\',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  const sets = fc.array(
    fc.oneof(
      rough,
      pathPattern.map(({ text }) => text),
    ),
    { maxLength: 3 },
  );

  it('that cover one path overlap, whatever stands in them', () => {
    let together = 0;
    fc.assert(
      fc.property(sets, sets, fc.constantFrom(...paths), (a, b, path) => {
        if (!covers(a, path) || !covers(b, path)) return;
        together += 1;
        expect(pathSetsOverlap(a, b)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(together).toBeGreaterThan(50);
  });

  it('overlap the same in both directions, and with themselves unless they are empty', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(pathSetsOverlap(a, b)).toBe(pathSetsOverlap(b, a));
        expect(pathSetsOverlap(a, a)).toBe(a.length > 0);
      }),
    );
  });

  it('never lose an overlap by a further pattern', () => {
    fc.assert(
      fc.property(sets, sets, rough, (a, b, further) => {
        fc.pre(pathSetsOverlap(a, b));
        expect(pathSetsOverlap([...a, further], b)).toBe(true);
      }),
    );
  });
});
