import { describe, expect, it } from 'vitest';
import { describeEnd } from './run-step.ts';

describe('how a command ended', () => {
  it('is said so that a missing or forbidden command is seen', () => {
    const exited = (exitCode: number) => describeEnd({ kind: 'exited', exitCode });
    expect(exited(0)).toBe('exit code 0');
    expect(exited(1)).toBe('exit code 1');
    expect(exited(126)).toBe('exit code 126, so a command could not be executed');
    expect(exited(127)).toBe('exit code 127, so a command was not found');
  });

  it('names the setting that stopped it', () => {
    expect(describeEnd({ kind: 'output-limit' })).toBe('wrote more output than outputLimit allows');
  });
});
