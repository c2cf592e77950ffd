import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaFile, schemaNames, schemaText } from './schema.ts';

/** As far as these tests look into a schema. */
const node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

describe.each(schemaNames)('the schema of the %s', (name) => {
  it('stands in the repository as it is generated: `atms schema export --out schemas` writes it', async () => {
    const committed = new URL(`../../../../schemas/${schemaFile(name)}`, import.meta.url);
    expect(await readFile(committed, 'utf8')).toBe(schemaText(name));
  });

  it('describes every key', () => {
    const keys = keysIn(JSON.parse(schemaText(name)), '');
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(({ description }) => description === undefined)).toEqual([]);
  });
});

interface Key {
  readonly path: string;
  readonly description: string | undefined;
}

function keysIn(value: unknown, path: string): readonly Key[] {
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => keysIn(entry, path));
  const read = node.safeParse(value);
  if (!read.success) return [];
  const { properties = {}, ...others } = read.data;
  const own = Object.entries(properties).flatMap(([key, inner]) => [
    { path: `${path}.${key}`, description: node.parse(inner).description },
    ...keysIn(inner, `${path}.${key}`),
  ]);
  return [...own, ...Object.values(others).flatMap((inner) => keysIn(inner, path))];
}
