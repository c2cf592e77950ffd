import { describe, expect, it } from 'vitest';
import { basename } from 'node:path';
import { files, read } from './repository.ts';

/** Folders of one machine or one person. */
const machinePaths = [
  /(?<![\w.~/-])\/(?:home|Users)\/[A-Za-z]/,
  /(?<![\w.~/-])\/(?:root|work|workspace|workspaces|mnt|private\/var)\//,
  /\b[A-Za-z]:\\Users\\/,
];

/** Where packages come from is the business of the machine that installs, and so are its keys. */
const registries = [
  /\bregistry\.[a-z0-9-]+\.[a-z]/i,
  /https?:\/\/[^\s/"']*(?:artifactory|nexus|verdaccio|jfrog|codeartifact|npm-proxy)/i,
  /(_authToken|_auth|_password)\s*=\s*\S/,
];

/** npm reads this host in its lockfile as "the configured registry". */
const placeholder = /https:\/\/registry\.npmjs\.org\//g;

const text = files.filter(
  (file) => !/\.(png|jpg|gif|ico|woff2?|gz|zip)$/.test(file) && !isAboutThis(file),
);

function isAboutThis(file: string): boolean {
  return file.startsWith('tests/architecture/portability');
}

function linesWith(patterns: readonly RegExp[], file: string): readonly string[] {
  return contentOf(file)
    .split('\n')
    .flatMap((line, at) =>
      patterns.some((pattern) => pattern.test(line)) ? [`${file}:${at + 1} ${line.trim()}`] : [],
    );
}

function contentOf(file: string): string {
  const content = read(file);
  return basename(file) === 'package-lock.json' ? content.replaceAll(placeholder, '') : content;
}

describe('what is tracked works on every machine', () => {
  it('no file names a folder of one machine', () => {
    expect(text.flatMap((file) => linesWith(machinePaths, file))).toEqual([]);
  });

  it('no file names a registry or its keys', () => {
    expect(text.flatMap((file) => linesWith(registries, file))).toEqual([]);
  });
});
