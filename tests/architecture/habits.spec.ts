import { describe, expect, it } from 'vitest';
import { basename } from 'node:path';
import { withoutComments } from './imports.ts';
import { files, packages, read, sources } from './repository.ts';

const maxLines = 350;

/** One entry per line of the given files that fits the pattern. */
function linesWith(pattern: RegExp, among: readonly string[], textOf = read): readonly string[] {
  return among.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  );
}

const code = (file: string) => withoutComments(read(file));
const ours = (file: string) =>
  !file.startsWith('tests/architecture/') && !file.startsWith('tests/guards/');

describe('the habits of the house', () => {
  it(`no file is longer than ${maxLines} lines`, () => {
    const long = sources()
      .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > maxLines);
    expect(long.map(({ file, lines }) => `${file} has ${lines} lines`)).toEqual([]);
  });

  it('files and folders are in kebab-case', () => {
    const odd = sources().filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(basename(file)),
    );
    expect(odd).toEqual([]);
  });

  it("an index stands only where a package's face is, and lists names", () => {
    const faces = new Set(packages.flatMap((one) => one.exports));
    const indexes = sources().filter((file) => basename(file) === 'index.ts');
    expect(indexes.filter((file) => !faces.has(file))).toEqual([]);
    expect(linesWith(/^export \*/, indexes)).toEqual([]);
  });

  it('a waiver stands in the configuration, where its reason is read', () => {
    const waiver =
      /(oxlint|eslint|tsgolint)-(disable|enable)|oxfmt-ignore|prettier-ignore|@ts-(ignore|nocheck)/;
    expect(linesWith(waiver, sources().filter(ours))).toEqual([]);
  });

  it('nothing is cast twice', () => {
    expect(linesWith(/\bas\s+(unknown|any|never)\s+as\b/, sources().filter(ours), code)).toEqual(
      [],
    );
  });

  it('a type error is expected only where a test is about it', () => {
    const program = sources().filter((file) => ours(file) && !file.endsWith('.spec.ts'));
    expect(linesWith(/@ts-expect-error/, program)).toEqual([]);
  });

  it('what is generated or local is not tracked', () => {
    const local = files.filter((file) =>
      /(^|\/)(node_modules|\.atms|coverage|dist)\/|\.(db|log)$/.test(file),
    );
    expect(local).toEqual([]);
  });
});
