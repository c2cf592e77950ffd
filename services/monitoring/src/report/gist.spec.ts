import { describe, expect, it } from 'vitest';
import { gist } from './gist.ts';

describe('the gist of a finding', () => {
  it('is the sentence itself when there is nothing behind it', () => {
    expect(gist('src/a.ts is outside the paths')).toBe('src/a.ts is outside the paths');
  });

  it('names what failed and leaves out what passed', () => {
    const message = "'npm test' exit code 1\n✔ one (2ms)\n✖ two (3ms)\n✔ three (1ms)\n✖ two (3ms)";
    expect(gist(message)).toBe("'npm test' exit code 1 · ✖ two (3ms)");
  });

  it('stays short', () => {
    expect(gist(`broken\n${'error '.repeat(200)}`).length).toBeLessThanOrEqual(300);
  });
});
