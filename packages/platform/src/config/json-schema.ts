import { z } from 'zod';
import { settings } from './settings.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of `atms.config.yaml`, for editors. Every key may be left out: it has a value of its own then. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'The configuration of ATMS',
    ...z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any', override: asInTheFile }),
  };
}

function asInTheFile({ jsonSchema, path }: { readonly jsonSchema: Schema; path: unknown[] }): void {
  // Sections are put together with the defaults; an agent is not, so it has to be whole.
  if (!path.includes('items')) delete jsonSchema.required;
}
