import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { planJsonSchema } from '@atms/plan';
import { configJsonSchema } from '@atms/platform/config';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';

export const schemaNames = ['plan', 'config'] as const;
export type SchemaName = (typeof schemaNames)[number];

const schemas: Readonly<Record<SchemaName, () => object>> = {
  plan: planJsonSchema,
  config: configJsonSchema,
};

export function schemaFile(name: SchemaName): string {
  return `${name}.schema.json`;
}

/** As the file holds it. */
export function schemaText(name: SchemaName): string {
  return `${JSON.stringify(schemas[name](), undefined, 2)}\n`;
}

/** @returns the paths of the files */
export async function writeSchemas(
  folder: string,
  names: readonly SchemaName[] = schemaNames,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, schemaFile(name));
      await writeFile(file, schemaText(name));
      return file;
    }),
  );
}

/** @param name all of them, when it is not given; without `out` one object per line, or one readable schema */
export async function exportSchemas(
  { terminal, folder }: CommandContext,
  name: SchemaName | undefined,
  { out }: { readonly out?: string },
): Promise<number> {
  const names = name === undefined ? schemaNames : [name];
  if (out !== undefined) {
    for (const file of await writeSchemas(resolve(folder, out), names)) terminal.out(file);
  } else if (name !== undefined) terminal.out(schemaText(name));
  else terminal.out(JSON.stringify(Object.fromEntries(names.map((one) => [one, schemas[one]()]))));
  return exitCodes.done;
}
