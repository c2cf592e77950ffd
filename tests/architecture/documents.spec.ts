import { describe, expect, it } from 'vitest';
import { brokenLinks } from './documents.ts';
import { files, read } from './repository.ts';

const documents = files.filter((file) => file.endsWith('.md') && !file.startsWith('examples/'));

describe('the documents', () => {
  it('are there', () => {
    const wanted = ['README.md', 'LICENSE', 'CONTRIBUTING.md', 'AGENTS.md', 'CLAUDE.md'];
    expect(wanted.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('have no link that leads nowhere', () => {
    expect(documents.flatMap(brokenLinks)).toEqual([]);
  });

  it('give the full text of the licence that the manifest names', () => {
    expect(read('LICENSE')).toContain('Version 2.0, January 2004');
    expect(read('LICENSE')).toContain('END OF TERMS AND CONDITIONS');
    expect(read('package.json')).toContain('"license": "Apache-2.0"');
  });

  it('are told once to coding agents of every kind', () => {
    expect(read('CLAUDE.md')).toBe('@AGENTS.md\n');
  });
});
