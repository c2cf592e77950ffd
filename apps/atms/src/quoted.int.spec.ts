import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoted } from './quoted.ts';

describe('a word for a shell', () => {
  it.each(['plan.yaml', '../a/b-c_d', 'with space', "it's", '$HOME `id` "x"', '', '*', '~', '#'])(
    'is read back by it: %j',
    (word) => {
      const printed = execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' });
      expect(printed).toBe(word);
    },
  );

  it('has quotes only where it needs them', () => {
    expect(quoted('/tmp/a-b/plan.yaml')).toBe('/tmp/a-b/plan.yaml');
  });
});
