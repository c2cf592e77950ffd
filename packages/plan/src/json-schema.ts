import { z } from 'zod';
import { planSchema } from './plan-schema.ts';

/** The JSON Schema of a plan in YAML or JSON, for editors. It says less than `parsePlan`, and nothing else. */
export const planJsonSchema = (): Readonly<Record<string, unknown>> => ({
  title: 'A plan for ATMS',
  ...z.toJSONSchema(planSchema, { io: 'input', override: asPeopleWrite }),
  required: ['tasks'],
});

/** A duration takes a number only to refuse it in better words than an editor would. */
const asPeopleWrite = ({
  jsonSchema,
}: {
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void => {
  if (jsonSchema.type === 'string') delete jsonSchema.anyOf;
};
