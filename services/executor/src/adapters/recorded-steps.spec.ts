import { describe, expect, it } from 'vitest';
import { readStep } from './recorded-steps.mjs';

const mistakes: readonly (readonly [step: unknown, reason: string])[] = [
  ['say', 'expected a mapping'],
  [{}, 'a step has one key'],
  [{ sing: 'a song' }, 'unknown key "sing"'],
  [{ toString: 'a' }, 'unknown key "toString"'],
  [{ say: 'a', wait: 1 }, 'a step has one key'],
  [{ say: 7 }, 'expected text, not 7'],
  [{ wait: 'long' }, 'expected a number from 0 up, not "long"'],
  [{ wait: -1 }, 'expected a number from 0 up, not -1'],
  [{ edit: { path: 'b', find: 'x' } }, 'expected text, not undefined'],
  [{ edit: { path: 'b', find: 'x', replace: '', after: 'y' } }, 'find and replace, or after'],
  [{ edit: { path: 'b', after: '', insert: 'y' } }, 'expected text that is not empty'],
  [{ edit: { path: 'b', find: 'x', repalce: 'y' } }, 'unknown key "repalce"'],
  [{ run: 'true', must: 'yes' }, 'expected one of true, false'],
  [{ say: 'a', must: true }, '"must" belongs to run'],
  [{ usage: { inputTokens: 1 } }, 'expected a number from 0 up, not undefined'],
  [{ kill: 'SIGTERM' }, 'expected one of SIGKILL'],
  [{ hang: false }, 'expected one of true'],
  [{ claim: { outcome: 'perhaps', summary: '' } }, 'expected one of done, failed'],
];

describe('a step of a recorded session', () => {
  for (const [step, reason] of mistakes) {
    it(`is refused when it is ${JSON.stringify(step)}`, () => {
      expect(() => readStep(step)).toThrow(reason);
    });
  }
});
