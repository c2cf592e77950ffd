import { hashOf, taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { GateRuns, Ran } from './gate-runs.ts';
import type { CommandGate, GateOutcome } from './ports.ts';
import { leaveOf, relativeToBase } from './relative-to-base.ts';

const found: CommandGate = { gate: 'test', command: 'npm test', kind: 'test', why: 'the project' };
const own: CommandGate = { gate: 'test', command: './smoke.sh', why: 'the plan' };
const base = { repository: '/r', commit: hashOf('c'), tree: hashOf('d'), spec: {}, name: 'a' };

function came(gate: CommandGate, status: GateOutcome['status']): Ran {
  const counts = { passed: 2, failed: status === 'failed' ? 1 : 0, skipped: 0 };
  return { gate, outcome: { gate: gate.gate, status, durationMs: 1, findings: [], counts } };
}

/** Of a base on which every gate passes. */
const runs: GateRuns = {
  run: async (_, gates) => gates.map((gate) => came(gate, 'passed')),
  known: async (_at, _gates, wanted) =>
    new Map(wanted.map((gate) => [gate, came(gate, 'passed').outcome])),
  again: async (at, gates, wanted) => runs.known(at, gates, wanted),
  withText: async (result) => ({ result }),
};

const statesOf = async (ran: readonly Ran[]) => {
  const seen = await relativeToBase({
    runs,
    counted: () => undefined,
    base,
    gates: ran.flatMap(({ gate }) => gate ?? []),
    ran,
    changed: ['a.js'],
    isInDoubt: false,
    ...leaveOf(taskSpec()),
  });
  return seen.ran.map(({ outcome }) => outcome.status);
};

describe('two gates of one name', () => {
  const states = ['passed', 'failed'] as const;
  const pairs = states.flatMap((one) => states.map((other) => [one, other] as const));

  it.each(pairs)('keep each its own outcome: %s and %s', async (one, other) => {
    expect(await statesOf([came(found, one), came(own, other)])).toEqual([one, other]);
    expect(await statesOf([came(own, other), came(found, one)])).toEqual([other, one]);
  });

  it('leave what no gate has said as it is', async () => {
    const { outcome } = came(found, 'failed');
    const repository = { gate: undefined, outcome: { ...outcome, gate: 'repository' } };
    expect(await statesOf([came(found, 'passed'), repository])).toEqual(['passed', 'failed']);
  });
});
