import { createMemoryBlobStore } from '@atms/eventsourcing';
import { createMemoryPorts, hashOf, sha256 } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createGateRuns, type Outcomes } from './gate-runs.ts';
import type { CommandGate, GateRunner } from './ports.ts';

/** Says which gates were run, and passes all of them with as many tests as were run before. */
function openRuns(failing = 0) {
  const ran: (readonly string[])[] = [];
  const gates: GateRunner = {
    find: async () => [],
    clean: async () => {},
    async run({ gates: asked }) {
      ran.push(asked.map(({ gate }) => gate));
      const counts = { passed: ran.length, failed: 0, skipped: 0 };
      return asked.map(({ gate }) => ({
        gate,
        status: ran.length > failing ? 'passed' : 'error',
        durationMs: 1,
        findings: [],
        counts,
      }));
    },
  };
  const blobs = createMemoryBlobStore(sha256);
  const stopping = new AbortController().signal;
  return {
    ran,
    runs: createGateRuns({ gates, blobs, ports: createMemoryPorts(), stopping }),
  };
}

const outcomesOf = (known: Outcomes) => [...known.values()];
const at = { repository: '/r', commit: hashOf('c'), tree: hashOf('d'), spec: {}, name: 'a' };
const test: CommandGate = { gate: 'test', command: 'npm test', kind: 'test' };
const build: CommandGate = { gate: 'build', command: 'npm run build', kind: 'build' };
const lint: CommandGate = { gate: 'lint', command: 'npm run lint', kind: 'lint' };

describe('what is known of a gate', () => {
  it('is not run again on the same tree', async () => {
    const { runs, ran } = openRuns();
    const first = await runs.run(at, [lint, test]);
    const known = await runs.known({ ...at, commit: hashOf('e') }, [lint, test], [test]);
    expect([...known]).toEqual([[test, first[1]?.outcome]]);
    expect(ran).toEqual([['lint', 'test']]);
  });

  it('is of this repository, tree, way of preparing and gate alone', async () => {
    const { runs, ran } = openRuns();
    await runs.run(at, [test]);
    const places = [
      { ...at, repository: '/s' },
      { ...at, tree: hashOf('e') },
      { ...at, spec: { prepare: 'npm ci' } },
    ];
    for (const place of places) await runs.known(place, [test], [test]);
    const gates: readonly CommandGate[] = [
      { ...test, command: 'npm run test' },
      { ...test, report: 'r.xml' },
      { ...test, reader: 'junit' },
      { ...test, demand: { kind: 'coverage', atLeast: 80 } },
      { ...test, demand: { kind: 'coverage', atLeast: 90 } },
      { ...test, kind: 'other' },
      { ...test, needs: { probe: 'command -v npm', install: 'npm', ifMissing: 'error' } },
    ];
    for (const gate of gates) await runs.known(at, [gate], [gate]);
    expect(ran).toHaveLength(1 + places.length + gates.length);
    const needs = { probe: 'command -v npm', install: 'get npm', ifMissing: 'skipped' } as const;
    for (const same of [
      { ...test, why: 'the plan' },
      { ...test, needs },
    ]) {
      await runs.known(at, [same], [same]);
    }
    expect(ran).toHaveLength(1 + places.length + gates.length);
  });

  it('is what comes of it behind those that prepare the checkout for it', async () => {
    const { runs, ran } = openRuns();
    await runs.known(at, [lint, build, test], [test]);
    await runs.known(at, [build, lint, test], [test]);
    await runs.known(at, [lint, test, build], [test]);
    expect(ran).toEqual([['build', 'test'], ['test']]);
  });

  it('is run once for all who ask at the same time', async () => {
    const { runs, ran } = openRuns();
    const asked = [runs.known(at, [test], [test]), runs.known(at, [lint, test], [lint, test])];
    const [one, both] = await Promise.all(asked);
    expect(ran).toEqual([['test'], ['lint']]);
    expect(one?.get(test)).toBeDefined();
    expect(both?.get(test)).toBe(one?.get(test));
  });

  it('is run again before it is taken for something that cannot be run', async () => {
    const { runs, ran } = openRuns(1);
    expect(outcomesOf(await runs.known(at, [test], [test]))).toMatchObject([{ status: 'passed' }]);
    expect(ran).toHaveLength(2);
  });

  it('is that it cannot be run, where it could not be run twice', async () => {
    const { runs, ran } = openRuns(9);
    for (const again of [false, true]) {
      const known = outcomesOf(await runs.known({ ...at, name: `${again}` }, [test], [test]));
      expect(known).toMatchObject([{ status: 'error' }]);
    }
    expect(ran).toHaveLength(2);
  });

  it('is of the gate itself, also where another has its name', async () => {
    const { runs } = openRuns();
    const other: CommandGate = { ...test, command: 'npm run other' };
    const [one, two] = await runs.run(at, [test, other]);
    expect([one?.gate, two?.gate]).toEqual([test, other]);
    const known = await runs.known(at, [test, other], [other]);
    expect([...known]).toEqual([[other, two?.outcome]]);
    const fresh = await runs.known({ ...at, tree: hashOf('f') }, [other, test], [test, other]);
    expect([...fresh.keys()]).toEqual([test, other]);
    expect(fresh.get(test)?.definition).not.toBe(fresh.get(other)?.definition);
    expect(fresh.get(test)?.definition).toBe(one?.outcome.definition);
  });

  it('is told apart from what came of it the second time', async () => {
    const { runs, ran } = openRuns();
    const first = outcomesOf(await runs.known(at, [test], [test]));
    const second = outcomesOf(await runs.again(at, [test], [test]));
    expect(first).not.toEqual(second);
    expect(outcomesOf(await runs.known(at, [test], [test]))).toEqual(first);
    expect(outcomesOf(await runs.again(at, [test], [test]))).toEqual(second);
    expect(ran).toHaveLength(2);
  });
});
