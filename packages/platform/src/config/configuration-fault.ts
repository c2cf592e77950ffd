import { AtmsError } from '@atms/eventsourcing';
import { nearestName } from '@atms/plan';
import type { z } from 'zod';
import { isSection, valueAt } from './layers.ts';
import type { Layered } from './layers.ts';

type Issue = z.core.$ZodIssue;

/** Everything that is wrong, a line for each: where, which key, its value, what is allowed. `key`: the first one. */
export function configurationFault(issues: readonly Issue[], layered: Layered): AtmsError {
  const faults = issues.flatMap((issue) => faultsOf(issue, layered));
  const lines = faults.map(({ key, message }) => `${originOf(key, layered)}: ${message}`);
  const said = lines.length === 0 ? 'The configuration does not fit' : lines.join('\n');
  const [first] = faults;
  return new AtmsError('bad-configuration', said, first && { fields: { key: first.key } });
}

interface Fault {
  readonly key: string;
  readonly message: string;
}

function faultsOf(issue: Issue, layered: Layered): readonly Fault[] {
  if (issue.code !== 'unrecognized_keys') return [badValue(issue, layered)];
  return issue.keys.map((name) => unknownKey(issue, name, layered));
}

function unknownKey(
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  name: string,
  layered: Layered,
): Fault {
  const key = keyOf([...issue.path, name]);
  const section = valueAt(layered.values, issue.path);
  const known = Object.keys(isSection(section) ? section : {}).filter(
    (one) => !issue.keys.includes(one),
  );
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined ? `Known here: ${known.join(', ')}` : `Did you mean ${nearest}?`;
  return { key, message: `There is no setting '${key}'. ${hint}` };
}

function badValue(issue: Issue, layered: Layered): Fault {
  const key = keyOf(issue.path);
  const value = valueAt(layered.values, issue.path);
  const allowed = isOwnText(issue) ? issue.message : 'keys and values below it, not a single value';
  const found =
    value === undefined ? `'${key}' is missing` : `'${key}' is ${JSON.stringify(value)}`;
  return { key, message: `${found}; allowed: ${allowed}` };
}

/** Of sections alone the schema has no error text of ours. */
function isOwnText(issue: Issue): boolean {
  return !(issue.code === 'invalid_type' && issue.expected === 'object');
}

/** Values in a list have the origin of the list. */
function originOf(key: string, { origins }: Layered): string {
  for (let end = key; end !== ''; end = end.replace(/(\.|\[)?[^.[]*$/, '')) {
    const origin = origins.get(end);
    if (origin !== undefined) return origin;
  }
  const [below] = [...origins]
    .filter(([path]) => path.startsWith(`${key}.`))
    .map(([, origin]) => origin);
  return below ?? 'configuration';
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((above, part) => {
    if (typeof part === 'number') return `${above}[${part}]`;
    return above === '' ? String(part) : `${above}.${String(part)}`;
  }, '');
}
