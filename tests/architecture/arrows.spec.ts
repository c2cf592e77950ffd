import { describe, expect, it } from 'vitest';
import { refusedImports } from './arrows.ts';
import { sources } from './repository.ts';

describe('the arrows of the architecture', () => {
  it('every import follows an arrow', () => {
    expect(sources().flatMap(refusedImports)).toEqual([]);
  });
});
