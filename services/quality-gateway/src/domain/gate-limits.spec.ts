import type { GateResult } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { withinLimits } from './gate-limits.ts';

const gate = (message: string, reason?: string): GateResult => ({
  gate: 'test',
  status: 'failed',
  durationMs: 1,
  findings: [{ gate: 'test', message }],
  ...(reason === undefined ? {} : { reason }),
});

describe('what gates say', () => {
  it('stays as it is when it is short', () => {
    const gates = [gate('1 failed', 'exit code 1'), gate('')];
    expect(withinLimits(gates)).toEqual(gates);
  });

  it('is without what only the gateway itself looks at', () => {
    const outcome = { ...gate('1 failed'), kind: 'test', leavesUnproven: true };
    expect(withinLimits([outcome])).toEqual([gate('1 failed')]);
  });

  it('holds how many tests ran, where it is known of which definition, and in numbers that an event has room for', () => {
    const counts = { passed: 3, failed: 1, skipped: 0 };
    expect(withinLimits([{ ...gate('1 failed'), counts }])).toEqual([gate('1 failed')]);
    const defined = { ...gate('1 failed'), counts, definition: 'a' };
    expect(withinLimits([defined])).toEqual([defined]);
    const endless = { ...defined, counts: { ...counts, passed: Number.POSITIVE_INFINITY } };
    expect(withinLimits([endless])[0]?.counts?.passed).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('keeps its beginning and its end when it is long', () => {
    const [result] = withinLimits([gate(`exit code 1${'x'.repeat(10_000)}1 failed`)]);
    const message = result?.findings[0]?.message ?? '';
    expect(message).toMatch(/^exit code 1x+\n…\nx+1 failed$/);
    expect(message.length).toBe(4_000);
  });

  it('has the less room the more there is to say', () => {
    const long = 'x'.repeat(4_000);
    const lengths = withinLimits([gate(long), gate(long), gate(long), gate(long)]).map(
      (one) => one.findings[0]?.message.length,
    );
    expect(lengths).toEqual([2_250, 2_250, 2_250, 2_250]);
  });
});
