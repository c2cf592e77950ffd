import { createMemoryBlobStore } from '@atms/eventsourcing';
import { createMemoryPorts, hashOf, sha256 } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createGateRuns } from './gate-runs.ts';
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
    runs: createGateRuns({ gates, blobs, ports: createMemoryPorts(), stopping, errorReruns: 2 }),
  };
}

const at = { repository: '/r', commit: hashOf('c'), tree: hashOf('d'), spec: {}, name: 'a' };
const test: CommandGate = { gate: 'test', command: 'npm test', kind: 'test' };
const build: CommandGate = { gate: 'build', command: 'npm run build', kind: 'build' };
const lint: CommandGate = { gate: 'lint', command: 'npm run lint', kind: 'lint' };

describe('what is known of a gate', () => {
  it('is not run again on the same tree', async () => {
    const { runs, ran } = openRuns();
    const first = await runs.run(at, [lint, test]);
    expect(await runs.known({ ...at, commit: hashOf('e') }, [lint, test], [test])).toEqual(
      first.slice(1),
    );
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
    ];
    for (const gate of gates) await runs.known(at, [gate], [gate]);
    expect(ran).toHaveLength(1 + places.length + gates.length);
    const same = { ...test, why: 'the plan' };
    await runs.known(at, [same], [same]);
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
    const [one = [], both = []] = await Promise.all(asked);
    expect(ran).toEqual([['test'], ['lint']]);
    expect(both[1]).toBe(one[0]);
  });

  it('is run again before it is taken for something that cannot be run', async () => {
    const { runs, ran } = openRuns(2);
    expect(await runs.known(at, [test], [test])).toMatchObject([{ status: 'passed' }]);
    expect(ran).toHaveLength(3);
    const hopeless = openRuns(9);
    expect(await hopeless.runs.known(at, [test], [test])).toMatchObject([{ status: 'error' }]);
    expect(hopeless.ran).toHaveLength(3);
  });

  it('is told apart from what came of it the second time', async () => {
    const { runs, ran } = openRuns();
    const [first] = await runs.known(at, [test], [test]);
    const [second] = await runs.again(at, [test], [test]);
    expect(first).not.toEqual(second);
    expect(await runs.known(at, [test], [test])).toEqual([first]);
    expect(await runs.again(at, [test], [test])).toEqual([second]);
    expect(ran).toHaveLength(2);
  });
});
