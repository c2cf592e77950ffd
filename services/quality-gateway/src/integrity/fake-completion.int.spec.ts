/** Promise 2: nothing is called done that was not proven; and what was proven is not refused. */
import type { TaskSpec } from '@atms/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../projections/gateway-view.ts';
import { createGatewayBench, type GatewayBench } from '../testing/gateway-bench.ts';
import { fakes } from './fixtures/fake-completions.ts';
import { honest } from './fixtures/honest-work.ts';
import {
  type Files,
  shop,
  shopWithFailure,
  shopWithPackages,
  shopWithRows,
} from './fixtures/shop.ts';

/** One repository for all of them, whose attempts the gateway judges as they come. */
let bench: GatewayBench;
let results: ReadonlyMap<string, Result>;

const asked: Partial<TaskSpec> = {
  name: 'Discount',
  acceptance: ['A basket of 100 or more costs a tenth less'],
  checks: ['test', 'lint'],
};

interface Attempt {
  readonly title: string;
  readonly base?: Files;
  readonly files: Files;
  readonly task?: Partial<TaskSpec>;
}

// Some sixty real validations: only a safety net, as all limits of tests are.
beforeAll(judgeAll, 600_000);

async function judgeAll(): Promise<void> {
  bench = await createGatewayBench();
  const bases = new Map<Files, string>();
  for (const base of [shop, shopWithFailure, shopWithPackages, shopWithRows])
    bases.set(base, await bench.commit(base));
  await bench.startGateway();
  const attempts: readonly Attempt[] = [...fakes, ...honest];
  for (const [at, { base = shop, files, task = {} }] of attempts.entries()) {
    const taskId = `T${at}`;
    await bench.task(taskId, { ...asked, ...task });
    const from = bases.get(base);
    if (from === undefined) throw new Error('every attempt begins from a base that was committed');
    await bench.happened('task.executed', await bench.work(files, { base: from, taskId }));
  }
  const judged = await judgedAttempts(attempts.length);
  results = new Map(
    judged.map((result) => [attempts[Number(result.taskId.slice(1))]?.title ?? '', result]),
  );
}
/** What can be merged is judged once more as a candidate, which is not the subject here. */
async function judgedAttempts(count: number): Promise<readonly Result[]> {
  for (let seen = count; ; seen++) {
    const found = await bench.until('validation.result', seen);
    const own = found.filter(({ of }) => of === 'attempt');
    if (own.length >= count) return own;
  }
}

afterAll(() => bench.close());

describe('an attempt that', () => {
  it.each(fakes)('$title is refused', ({ title, gate, rule }) => {
    const result = results.get(title);
    expect(result?.verdict).toBe('failed');
    const refusing = result?.gates.find((one) => one.gate === gate);
    expect(refusing?.status).toBe('failed');
    if (rule !== undefined) {
      expect(refusing?.findings.map((finding) => finding.rule)).toContain(rule);
    }
  });

  it.each(honest)('$title is taken', ({ title }) => {
    const result = results.get(title);
    const blamed = result?.gates.flatMap((gate) => gate.findings) ?? [];
    expect(blamed).toEqual([]);
    expect(result?.verdict).toBe('passed');
  });
});

describe('a test that failed before', () => {
  it('is named, and not blamed', () => {
    const test = results
      .get('does it where another test fails')
      ?.gates.find(({ gate }) => gate === 'test');
    expect(JSON.stringify(test?.known)).toContain('a half is rounded up');
  });

  it('hides no new failure', () => {
    const title = 'breaks what worked, behind a test that failed before';
    const test = results.get(title)?.gates.find(({ gate }) => gate === 'test');
    expect(JSON.stringify(test?.findings)).toContain('a greeting names who is greeted');
  });
});
