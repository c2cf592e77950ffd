/** Holds real answers against the description of the API. For specs alone. */
import type { ApiDocument } from '@atms/platform/http';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;
type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** @throws Error with what is wrong in the answer, or when it is not described at all. */
export type CheckAnswer = (
  asked: { readonly method: string; readonly path: string },
  response: Response,
) => Promise<unknown>;

/** What is described, and nothing beside it. `path` as the document has it: `/api/tasks/{ref}`. */
export function answersOf(document: ApiDocument): CheckAnswer {
  return async ({ method, path }, response) => {
    const operation = document.paths[path]?.[method] as Json | undefined;
    if (operation === undefined) throw new Error(`${method} ${path} is not described`);
    const responses = operation['responses'] as Readonly<Record<string, { content: Json }>>;
    const { content } = responses[response.status] ?? responses['default'] ?? { content: {} };
    const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
    const described = content[mediaType] as { schema: { $ref: string } } | undefined;
    if (described === undefined) {
      throw new Error(`${method} ${path}: ${response.status} ${mediaType} is not described`);
    }
    const text = await response.text();
    const body: unknown = mediaType.endsWith('json') ? JSON.parse(text) : text;
    readerOf(document, described.schema.$ref).parse(body);
    return body;
  };
}

function readerOf(document: ApiDocument, reference: string): z.ZodType {
  const { schemas } = document.components;
  const closedSchemas = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]),
  );
  const text = JSON.stringify({ $ref: reference, $defs: closedSchemas });
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema,
  );
}

/** A reader tolerates what it does not know; here a field that is not described is a fault. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isObject = 'properties' in inner && !('additionalProperties' in inner);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}
