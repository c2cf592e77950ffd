import { describe, expect, it } from 'vitest';
import { covers, pathSetsOverlap, undecidableBecause } from './path-globs.ts';

describe('covers', () => {
  it.each([
    ['a literal path', 'src/auth.ts', 'src/auth.ts'],
    ['what is below a literal path', 'src/auth', 'src/auth/login/index.ts'],
    ['what is below a path with a slash at its end', 'src/*/', 'src/auth/login.ts'],
    ['the path itself when there is a slash at its end', 'src/', 'src'],
    ['every path for a single dot', '.', 'src/auth.ts'],
    ['a path written with a leading dot', './src/', 'src/a.ts'],
    ['any name for a star, a dot file too', 'src/*', 'src/.env'],
    ['an empty run for a star', 'src/*.ts', 'src/.ts'],
    ['no folder for two stars', 'src/**/a.ts', 'src/a.ts'],
    ['many folders for two stars', 'src/**/a.ts', 'src/x/y/z/a.ts'],
    ['everything below for two stars at the end', 'src/**', 'src/x/y.ts'],
    ['two stars within a name like one', 'src/a**z', 'src/a-z'],
    ['one character for a question mark, also outside the basic plane', 'a?b', 'a💡b'],
    ['a set', 'v[12]/x', 'v2/x'],
    ['a range', 'v[0-9a-f]', 'vc'],
    ['a negated set', 'v[!0-9]', 'vx'],
    ['a set with a dash at its end', 'a[x-]b', 'a-b'],
    ['a literal bracket', 'app/[[]id]/page.tsx', 'app/[id]/page.tsx'],
    ['either of two', 'src/{auth,user}/*.ts', 'src/user/a.ts'],
    ['what is below a literal alternative', 'src/{auth,user}', 'src/user/a.ts'],
    ['alternatives across folders, one within the other', '{a,b/{c,d}}/x.ts', 'b/d/x.ts'],
    ['names with parentheses', 'app/(auth)/page.tsx', 'app/(auth)/page.tsx'],
  ])('%s', (_what, pattern, path) => {
    expect(covers([pattern], path)).toBe(true);
  });

  it.each([
    ['a name that only begins like the literal', 'src/auth', 'src/authors.ts'],
    ['another case', 'src/Auth.ts', 'src/auth.ts'],
    ['a folder further down for one star', 'src/*', 'src/auth/login.ts'],
    ['what is below a pattern with a wildcard', '*.d', 'x.d/file'],
    ['what is above', 'src/auth', 'src'],
    ['a slash for a question mark', 'a?b', 'a/b'],
    ['a slash for a set that leaves out others', 'a[!x]b', 'a/b'],
    ['two characters for a question mark', 'a?', 'abc'],
    ['the inside of a set, read literally', 'app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['no character for a set', 'a[bc]', 'a'],
    ['an absolute path', '.', '/etc/passwd'],
    ['a path that leads upwards', 'src/**', 'src/../secret'],
    ['a folder, which is no file', 'src/**', 'src/'],
  ])('not %s', (_what, pattern, path) => {
    expect(covers([pattern], path)).toBe(false);
  });

  it('what one of the patterns covers', () => {
    expect(covers(['docs', 'src/*.ts'], 'src/a.ts')).toBe(true);
    expect(covers(['docs', 'src/*.ts'], 'lib/a.ts')).toBe(false);
  });

  it('nothing with an empty set, nor with a set of which a pattern cannot be decided', () => {
    expect(covers([], 'src/a.ts')).toBe(false);
    expect(covers(['src/**', '!src/legacy'], 'src/a.ts')).toBe(false);
  });
});

describe('pathSetsOverlap', () => {
  it.each([
    ['src/auth', 'src/auth/login.ts'],
    ['src', 'src/**/*.test.ts'],
    ['src/*.ts', 'src/auth.*'],
    ['src/**/test', '**/unit/test'],
    ['a*b', '*ab'],
    ['**', 'package.json'],
    ['v[0-5]', 'v[5-9]'],
    ['{src,test}/a', '{lib,test}/**'],
    ['src/a?', 'src/?b'],
    ['.', 'docs'],
    ['a/**/b/**/c', 'a/c/b/c'],
  ])('%s and %s meet in some path', (a, b) => {
    expect(pathSetsOverlap([a], [b])).toBe(true);
    expect(pathSetsOverlap([b], [a])).toBe(true);
  });

  it.each([
    ['src/auth', 'src/user'],
    ['src/auth', 'src/authors'],
    ['src/*.ts', 'src/*.js'],
    ['src/*', 'src/auth/login.ts'],
    ['v[0-4]', 'v[5-9]'],
    ['v[!5]', 'v5'],
    ['SRC/**', 'src/**'],
    ['{a,b}/x', '{c,d}/x'],
    ['src/**/*.ts', 'test/**/*.ts'],
    ['a?', 'b*'],
    ['**/a/b', '**/b/a'],
  ])('%s and %s meet nowhere', (a, b) => {
    expect(pathSetsOverlap([a], [b])).toBe(false);
    expect(pathSetsOverlap([b], [a])).toBe(false);
  });

  it('holds between sets as soon as it holds between two of their patterns', () => {
    expect(pathSetsOverlap(['docs', 'src/a.ts'], ['test', 'src/*.ts'])).toBe(true);
    expect(pathSetsOverlap(['docs', 'src/a.ts'], ['test', 'src/*.js'])).toBe(false);
  });

  it('is false where a set declares nothing', () => {
    expect(pathSetsOverlap([], ['**'])).toBe(false);
    expect(pathSetsOverlap(['!x'], [])).toBe(false);
  });

  it('counts what cannot be decided as an overlap', () => {
    expect(pathSetsOverlap(['docs', '!src'], ['lib'])).toBe(true);
    expect(pathSetsOverlap(['docs'], ['@(a|b)'])).toBe(true);
  });
});

describe('undecidableBecause', () => {
  it.each([
    ['', 'is empty'],
    ['{,src}', 'is empty'],
    ['/etc', 'must be relative'],
    ['C:/x', 'must be relative'],
    ['{/x,a}', 'must be relative'],
    ['../x', 'must not lead upwards'],
    ['a/../b', 'must not lead upwards'],
    ['{..,a}/b', 'must not lead upwards'],
    ['!src', 'must not be negated'],
    ['a/@(b|c)', 'must not be an extended glob'],
    ['+(a)', 'must not be an extended glob'],
    [String.raw`src\a`, 'must have / between names'],
    ['{a', 'has braces'],
    ['a}', 'has braces'],
    ['a}{b,c}', 'has braces'],
    ['{a}', 'has braces'],
    ['{1..3}', 'has braces'],
    ['{a,b}'.repeat(9), 'has braces'],
    ['a[bc', 'has a ['],
    ['a[]', 'has a ['],
    ['a[!]', 'has a ['],
    ['a[z-a]', 'has a ['],
    ['a[b/c]', 'has a ['],
    ['a[[:alpha:]]', 'has a ['],
    ['a'.repeat(1025), 'is longer'],
  ])('refuses %j', (pattern, beginning) => {
    expect(undecidableBecause(pattern)?.slice(0, beginning.length)).toBe(beginning);
  });

  it.each(['.', 'src/', 'a b', 'a!b', 'a]', '@scope/x', '{a,b}'.repeat(8), 'a'.repeat(1024)])(
    'has nothing against %j',
    (pattern) => {
      expect(undecidableBecause(pattern)).toBeUndefined();
    },
  );
});
