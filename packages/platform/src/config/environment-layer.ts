import { AtmsError } from '@atms/eventsourcing';
import { nearestName } from '@atms/plan';
import { parse } from 'yaml';
import { isSection } from './layers.ts';
import type { Layer } from './layers.ts';

/** Variables that are read elsewhere. */
const notSettings: readonly string[] = ['ATMS_DEBUG', 'ATMS_COOKIE'];

/**
 * `ATMS_LEASE_TTL=10s` is `lease.ttl: 10s`: the key path in capitals; the value is read like one in the file. One layer
 * per variable, so that each value's origin is the variable's name.
 * @param keyPaths all that there are, such as `lease.ttl`
 * @throws AtmsError `bad-configuration` for an `ATMS_` variable that means nothing; a mistyped one would be ignored.
 */
export function environmentLayers(
  environment: Readonly<Record<string, string | undefined>>,
  keyPaths: readonly string[],
): readonly Layer[] {
  const pathOf = new Map(keyPaths.map((path) => [variableName(path), path]));
  const variables = Object.entries(environment).filter(([name]) => name.startsWith('ATMS_'));
  // An agent's own environment speaks of its attempt in variables of ours; it may call `atms` too.
  if (environment['ATMS_COOKIE'] === undefined)
    variables.forEach(([name]) => checkName(name, pathOf));
  return variables.flatMap(([name, text]) => {
    const path = pathOf.get(name);
    if (path === undefined || text === undefined || text === '') return [];
    return [{ origin: name, values: nested(path.split('.'), readValue(text)) }];
  });
}

function variableName(keyPath: string): string {
  const words = keyPath.replaceAll('.', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
  return `ATMS_${words.toUpperCase()}`;
}

/** The key paths of what is put together from all layers: sections are walked through, lists and values are ends. */
export function keyPathsOf(
  values: Readonly<Record<string, unknown>>,
  above = '',
): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isSection(value) ? keyPathsOf(value, `${above}${key}.`) : [`${above}${key}`],
  );
}

function checkName(name: string, known: ReadonlyMap<string, string>): void {
  if (known.has(name) || notSettings.includes(name)) return;
  const names = [...known.keys()];
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? `Known: ${names.join(', ')}` : `Did you mean ${nearest}?`;
  throw new AtmsError(
    'bad-configuration',
    `The environment variable ${name} means nothing to ATMS. ${hint}`,
    {
      fields: { key: name },
    },
  );
}

function readValue(text: string): unknown {
  try {
    const value: unknown = parse(text, { logLevel: 'error' });
    return value;
  } catch {
    return text;
  }
}

function nested(path: readonly string[], value: unknown): Readonly<Record<string, unknown>> {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}
