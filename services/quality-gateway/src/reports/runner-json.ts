/** What Jest writes with `--json`, and Vitest with `--reporter=json` after its example. */
import { z } from 'zod';
import { shapedJson } from './json-value.ts';
import type { Reader, Remark } from './reading.ts';
import { mostRemarks, ownFrames, placeIn, remarkOf } from './remark.ts';

const assertion = z.object({
  fullName: z.string().catch(''),
  status: z.string().catch(''),
  failureMessages: z.array(z.string().catch('')).nullish().catch([]),
});
const file = z.object({
  name: z.string().catch(''),
  status: z.string().catch(''),
  message: z.string().nullish().catch(''),
  assertionResults: z.array(assertion).catch([]),
});
type File = z.infer<typeof file>;
const report = z.object({ testResults: z.array(file), numTotalTests: z.number() });

export const readRunnerJson: Reader = (text) => {
  const found = shapedJson(text, report);
  if (found === undefined) return undefined;
  const all = found.testResults.flatMap(({ assertionResults }) => assertionResults);
  const having = (status: string) => all.filter((one) => one.status === status).length;
  const broken = found.testResults.filter(isBroken).length;
  const [passed, failed] = [having('passed'), having('failed')];
  return {
    remarks: found.testResults.flatMap(remarksOf).slice(0, mostRemarks),
    counts: { passed, failed: failed + broken, skipped: all.length - passed - failed },
    isWhole: true,
  };
};

/** A file that could not be loaded has no test that could fail. */
function isBroken({ status, assertionResults }: File): boolean {
  return status === 'failed' && !assertionResults.some((one) => one.status === 'failed');
}

function remarksOf(one: File): readonly Remark[] {
  if (isBroken(one)) return [remarkOf(one.message ?? 'could not be run', { file: one.name })];
  const failed = one.assertionResults.filter(({ status }) => status === 'failed');
  return failed.map(({ fullName, failureMessages }) => {
    const said = plain((failureMessages ?? []).join('\n'));
    const { file: place, line } = placeIn(said);
    const known = line === undefined ? { file: one.name } : { file: place, line };
    return remarkOf(`${fullName}: ${ownFrames(said)}`, known);
  });
}

/** Jest colours its messages also where nobody sees them. */
function plain(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`, 'g'), '');
}
