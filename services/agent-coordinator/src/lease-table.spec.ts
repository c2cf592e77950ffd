import { describe, expect, it } from 'vitest';
import { createLeaseTable } from './lease-table.ts';

const leaseMs = 30;

function table() {
  let nowMs = 1_000_000;
  const leases = createLeaseTable({ leaseMs, monotonicMs: () => nowMs });
  return {
    leases,
    /** Looks, as a coordinator does, every ten milliseconds on the way. */
    pass(ms: number, held: readonly string[] = [], executors: readonly string[] = []) {
      for (let left = ms; left > 0; left -= 10) {
        nowMs += Math.min(10, left);
        leases.expired(held);
        leases.silent(executors);
      }
    },
    standStill(ms: number) {
      nowMs += ms;
    },
  };
}

describe('a lease', () => {
  it('begins when the replica first sees it, whatever its own clock says', () => {
    const { leases, pass } = table();
    expect(leases.expired(['T1/1'])).toEqual([]);
    pass(leaseMs, ['T1/1']);
    expect(leases.expired(['T1/1'])).toEqual([]);
    pass(1, ['T1/1']);
    expect(leases.expired(['T1/1'])).toEqual(['T1/1']);
  });

  it('begins anew with every renewal, and only for the attempts that were named', () => {
    const { leases, pass } = table();
    leases.expired(['T1/1', 'T2/1']);
    pass(20, ['T1/1', 'T2/1']);
    leases.renewed('local', ['T1/1']);
    pass(20, ['T1/1', 'T2/1']);
    expect(leases.expired(['T1/1', 'T2/1'])).toEqual(['T2/1']);
  });

  it('is one for each attempt of a task', () => {
    const { leases, pass } = table();
    leases.expired(['T1/1']);
    pass(20, ['T1/1', 'T1/2']);
    leases.renewed('local', ['T1/2']);
    pass(20, ['T1/1', 'T1/2']);
    expect(leases.expired(['T1/1', 'T1/2'])).toEqual(['T1/1']);
  });

  it('is forgotten when the slot was given back, so that the same name begins anew', () => {
    const { leases, pass } = table();
    leases.expired(['T1/1']);
    pass(40);
    expect(leases.expired(['T1/1'])).toEqual([]);
  });

  it('keeps nothing of attempts that nobody holds', () => {
    const { leases, pass } = table();
    leases.renewed('local', ['T9/1']);
    pass(40);
    expect(leases.expired(['T9/1'])).toEqual([]);
  });

  it('begins anew when the replica stood still for longer than a lease: it cannot have heard', () => {
    const { leases, standStill, pass } = table();
    leases.expired(['T1/1']);
    standStill(leaseMs * 10);
    expect(leases.expired(['T1/1'])).toEqual([]);
    pass(leaseMs + 1, ['T1/1']);
    expect(leases.expired(['T1/1'])).toEqual(['T1/1']);
  });

  it('begins anew in a replica that has just started', () => {
    const old = table();
    old.leases.expired(['T1/1']);
    old.pass(leaseMs + 1, ['T1/1']);
    expect(old.leases.expired(['T1/1'])).toEqual(['T1/1']);
    expect(table().leases.expired(['T1/1'])).toEqual([]);
  });
});

describe('an executor', () => {
  it('is silent when nothing came from it for longer than a lease', () => {
    const { leases, pass } = table();
    leases.silent(['one', 'two']);
    pass(20, [], ['one', 'two']);
    leases.renewed('one', []);
    pass(20, [], ['one', 'two']);
    expect(leases.silent(['one', 'two'])).toEqual(['two']);
  });
});
