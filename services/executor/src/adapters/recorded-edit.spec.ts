import { describe, expect, it } from 'vitest';
import { applyEdit } from './recorded-edit.mjs';

const poem = 'one\ntwo\nthree\ntwo\n';

describe('an edit of a recorded session', () => {
  it('replaces its context where it stands and nothing else', () => {
    expect(applyEdit(poem, { path: 'a', find: 'three', replace: '3' })).toBe('one\ntwo\n3\ntwo\n');
  });

  it('takes what it inserts as text, also where it looks like a pattern of replacement', () => {
    expect(applyEdit('cost', { path: 'a', find: 'cost', replace: "$& $1 $'" })).toBe("$& $1 $'");
  });

  it('inserts whole lines after the line in which the context ends', () => {
    expect(applyEdit(poem, { path: 'a', after: 'one\ntw', insert: 'new' })).toBe(
      'one\ntwo\nnew\nthree\ntwo\n',
    );
    expect(applyEdit(poem, { path: 'a', after: 'one\n', insert: 'new\n' })).toBe(
      'one\nnew\ntwo\nthree\ntwo\n',
    );
  });

  it('inserts after a last line that does not end', () => {
    expect(applyEdit('one', { path: 'a', after: 'one', insert: 'two' })).toBe('one\ntwo\n');
  });

  it('creates a file with an empty context', () => {
    expect(applyEdit(undefined, { path: 'a', find: '', replace: poem })).toBe(poem);
  });

  it('leaves a file alone that contains the text of `unless`, and any file when that is empty', () => {
    const edit = { path: 'a', find: 'absent', replace: 'x' };
    expect(applyEdit(poem, { ...edit, unless: 'three' })).toBeUndefined();
    expect(applyEdit('', { ...edit, find: '', unless: '' })).toBeUndefined();
    expect(applyEdit(undefined, { ...edit, find: '', unless: '' })).toBe('x');
  });

  it('says which file and which context when it finds no place, or more than one', () => {
    expect(() => applyEdit(poem, { path: 'a/b', find: 'four\nfive', replace: '' })).toThrow(
      'a/b: the context was not found: "four …"',
    );
    expect(() => applyEdit(poem, { path: 'a/b', after: 'two', insert: '' })).toThrow(
      'a/b: the context occurs more than once: "two"',
    );
  });

  it('counts a context that overlaps itself', () => {
    expect(() => applyEdit('aaa', { path: 'a', find: 'aa', replace: 'b' })).toThrow(
      'more than once',
    );
  });

  it('never replaces a whole file and never edits one that is not there', () => {
    expect(() => applyEdit(poem, { path: 'a', find: '', replace: 'x' })).toThrow('already there');
    expect(() => applyEdit(undefined, { path: 'a', find: 'x', replace: 'y' })).toThrow(
      'no such file',
    );
  });
});
