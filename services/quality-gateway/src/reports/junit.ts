/** JUnit's XML, as nearly every test runner can write it. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { Reader, Remark, TestCounts } from './reading.ts';
import { mostRemarks, ownFrames, placeIn, remarkOf } from './remark.ts';

const attribute = z.coerce.string().optional().catch(undefined);
const outcome = z
  .union([
    z.string().transform((text) => ({ text, message: undefined })),
    z
      .object({ '@message': attribute, '#text': attribute })
      .transform((node) => ({ text: node['#text'] ?? '', message: node['@message'] })),
  ])
  .catch({ text: '', message: undefined });
const outcomes = z.array(outcome).default([]).catch([]);
const testcase = z.object({
  '@name': attribute,
  '@classname': attribute,
  '@file': attribute,
  '@line': attribute,
  failure: outcomes,
  error: outcomes,
  skipped: z.unknown().optional(),
});
type Testcase = z.infer<typeof testcase>;

interface Suite {
  readonly testcase: readonly Testcase[];
  readonly testsuite: readonly Suite[];
}
const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    testcase: z.array(testcase).default([]).catch([]),
    testsuite: z.array(suite).default([]).catch([]),
  }),
);

/** Entities that a document defines stay as they are: expanding them is how a small text becomes a huge one. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error'].includes(name),
});

export const readJunit: Reader = (text) => {
  if (!/^\s*</.test(text) || !text.includes('<testsuite')) return undefined;
  const top = suiteIn(text);
  if (top === undefined) return undefined;
  const cases = casesOf(top);
  const remarks = cases.flatMap(remarksOf).slice(0, mostRemarks);
  return { remarks, counts: count(cases), isWhole: true };
};

function suiteIn(text: string): Suite | undefined {
  try {
    const document: unknown = parser.parse(text);
    const shape = z.object({ testsuites: suite.optional(), testsuite: z.array(suite).optional() });
    const { testsuites, testsuite = [] } = shape.parse(document);
    return testsuites ?? { testcase: [], testsuite };
  } catch {
    return undefined;
  }
}

function casesOf({ testcase: own, testsuite }: Suite): readonly Testcase[] {
  return [...own, ...testsuite.flatMap(casesOf)];
}

function count(cases: readonly Testcase[]): TestCounts {
  const failed = cases.filter(isFailed).length;
  const skipped = cases.filter((one) => one.skipped !== undefined && !isFailed(one)).length;
  return { passed: cases.length - failed - skipped, failed, skipped };
}

function isFailed({ failure, error }: Testcase): boolean {
  return failure.length + error.length > 0;
}

function remarksOf(one: Testcase): readonly Remark[] {
  const title = [one['@classname'], one['@name']].filter((part) => part !== undefined).join(' > ');
  return [...one.failure, ...one.error].slice(0, 1).map(({ message, text }) => {
    const said = [message, text].filter((part) => part !== undefined && part !== '');
    const whole = ownFrames(said.map((part) => decoded(part ?? '')).join('\n'));
    const found = placeIn(whole);
    const { '@file': file, '@line': line = found.line } = one;
    const place = file === undefined ? found : { file, line: Number(line) };
    return remarkOf(`${decoded(title)}: ${whole}`, place);
  });
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

const entity = /&(?:(\w{2,4})|#(\d{1,7})|#x([\da-f]{1,6}));/gi;

function decoded(text: string): string {
  return text.replaceAll(entity, (whole: string, ...groups: readonly (string | undefined)[]) => {
    const [name, decimal, hex] = groups;
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
