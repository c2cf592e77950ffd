import { z } from 'zod';
import { auditLevels } from './plan.ts';
import type { Check, NamedCheck } from './plan.ts';
import { longestPath, otherwise, text, textUpTo } from './schema-values.ts';

/** What `checks` may be, for a plan and for a task. */

const scriptName = text.refine(
  (name) => name !== 'none' && name !== 'found',
  otherwise(
    'bad-value',
    (name) => `is no npm script: write \`checks: ${String(name)}\`, without a list`,
  ),
);

const report = textUpTo(longestPath).refine(
  (path) => !/^(?:\/|[a-z]:)/iu.test(path) && !path.split(/[\\/]/u).includes('..'),
  otherwise(
    'bad-path',
    (path) => `must be a file in the repository, named from its top; it is "${String(path)}"`,
  ),
);

const namedCheck = z.strictObject({
  name: text.describe('What the check is called in reports.'),
  run: text.describe('A shell command; exit code 0 passes.'),
  report: z
    .exactOptional(report)
    .describe('A file that the command writes (JUnit XML, SARIF, lcov …): its findings are read.'),
});

const coverage = z
  .number({ error: 'must be a number of per cent from 0 to 100, such as 80' })
  .refine(
    (value) => value >= 0 && value <= 100,
    otherwise('bad-value', (value) => `must be a number from 0 to 100, not ${String(value)}`),
  );
const coverageCheck = z.strictObject({
  coverage: coverage.describe('Per cent of the lines that tests must cover, 0 to 100.'),
});

const auditCheck = z.strictObject({
  audit: z
    .enum(auditLevels)
    .describe('The lowest severity of a known vulnerability that is refused.'),
});

const licences = z.array(text).refine(
  (list) => list.length > 0,
  otherwise('empty-value', () => 'must not be an empty list: name the licences that are allowed'),
);
const licencesCheck = z.strictObject({
  licences: licences.describe('SPDX ids that dependencies may have, for example MIT.'),
});

const notACheck =
  'must be the name of an npm script, {name, run}, {coverage: 80}, {audit: high} or {licences: [MIT]}';
const checkEntry = z.union([scriptName, namedCheck, coverageCheck, auditCheck, licencesCheck], {
  error: notACheck,
});

const emptyChecks = (kind: string) =>
  otherwise(
    'empty-value',
    () => `must not be an empty ${kind}: write \`none\` for no checks, or \`found\``,
  );

const checkList = z
  .array(checkEntry)
  .refine((checks) => checks.length > 0, emptyChecks('list'))
  .transform((checks): readonly Check[] => checks);

const checkMapping = z
  .record(text, text)
  .refine((checks) => Object.keys(checks).length > 0, emptyChecks('mapping'))
  .transform((checks): readonly Check[] =>
    Object.entries(checks).map(([name, run]): NamedCheck => ({ name, run })),
  );

export const checks = z
  .union([z.enum(['none', 'found']), checkList, checkMapping], {
    error: 'must be none, found, a list such as [test, lint], or a mapping of names to commands',
  })
  .refine(
    (value) => typeof value === 'string' || duplicateCheck(value) === undefined,
    otherwise('duplicate-check', () => 'must name each check once'),
  );

const nameOf = (check: Check): string => {
  if (typeof check === 'string') return check;
  return 'name' in check ? check.name : (Object.keys(check)[0] ?? '');
};

const duplicateCheck = (checks: readonly Check[]): string | undefined => {
  const names = checks.map(nameOf);
  return names.find((name, index) => names.indexOf(name) !== index);
};
