import { describe, expect, it } from 'vitest';
import { boundFindings } from './findings.ts';

const long = { gate: 'test', message: `begin ${'x'.repeat(10_000)} end` };

describe('findings in an event', () => {
  it('stay as they are when they are few and short', () => {
    const findings = [{ gate: 'scope', message: 'outside', file: 'a.ts', line: 3 }];
    expect(boundFindings(findings)).toEqual(findings);
  });

  it('keep the beginning and the end of a long message', () => {
    const [finding] = boundFindings([long]);
    expect(finding?.message.length).toBeLessThanOrEqual(4_000);
    expect(finding?.message).toMatch(/^begin .* end$/s);
  });

  it('fit together, however many there are and however many bytes a character takes', () => {
    const many = Array.from({ length: 50 }, () => ({ gate: 'test', message: '𝛼'.repeat(5_000) }));
    const bounded = boundFindings(many);
    expect(bounded).toHaveLength(20);
    expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThan(40 * 1024);
  });
});
