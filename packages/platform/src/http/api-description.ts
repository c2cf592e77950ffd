/** OpenAPI 3.1 from the schemas that the code itself uses. */
import { z } from 'zod';
import { problemMediaType, problemSchema } from './problem.ts';

export interface ApiOperation {
  readonly method: 'get' | 'post';
  /** As the route has it: `/api/tasks/:ref`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Texts, as they stand in the address. */
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** The names of schemas. */
  readonly body?: string;
  readonly answers: Readonly<Record<string, string>>;
  /** Statuses of the problems that belong to this operation, beside those that every one may answer. */
  readonly problems: readonly number[];
  /** Needs no token. */
  readonly open?: true;
}

/** What one room of the code can be asked for. */
export interface ApiPart {
  readonly operations: readonly ApiOperation[];
  readonly schemas: Readonly<Record<string, z.ZodType>>;
}

type Json = Readonly<Record<string, unknown>>;

export interface ApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly security: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Json & { readonly schemas: Readonly<Record<string, Json>> };
}

export function describeApi(parts: readonly ApiPart[], info: Json): ApiDocument {
  const schemas: Readonly<Record<string, z.ZodType>> = Object.fromEntries([
    ['Problem', problemSchema],
    ...parts.flatMap((part) => Object.entries(part.schemas)),
  ]);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of parts.flatMap((part) => part.operations)) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: 'http://127.0.0.1:4680' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: describeSchemas(schemas),
    },
  };
}

function describeOperation(operation: ApiOperation): Json {
  const { operationId, summary, path, query, headers, body, answers, problems, open } = operation;
  const inPath = z.object(
    Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, z.string()])),
  );
  const parameters = [
    ...describeParameters('path', inPath),
    ...describeParameters('query', query),
    ...describeParameters('header', headers),
  ];
  return {
    operationId,
    summary,
    ...(open === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf({ 'application/json': body }) } }),
    responses: {
      200: { description: 'What was asked for', content: contentOf(answers) },
      ...Object.fromEntries(problems.map((status) => [status, problemAnswer])),
      default: problemAnswer,
    },
  };
}

const problemAnswer: Json = {
  description: 'What is wrong, and what to do about it',
  content: contentOf({ [problemMediaType]: 'Problem' }),
};

function contentOf(schemas: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([mediaType, name]) => [
      mediaType,
      { schema: { $ref: referenceTo(name) } },
    ]),
  );
}

function describeParameters(place: string, schema: z.ZodObject = z.object()): readonly Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: described,
  }));
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

function describeSchemas(schemas: Readonly<Record<string, z.ZodType>>) {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const described = z.toJSONSchema(registry, {
    io: 'input',
    uri: referenceTo,
    // To OpenAPI it means that only answers have the field; to us, that nobody changes the list.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return Object.fromEntries(
    Object.entries(described.schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [
      id,
      schema,
    ]),
  );
}
