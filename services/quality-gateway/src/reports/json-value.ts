import type { z } from 'zod';

/** @returns undefined for what is not JSON; so deep a text that the parser gives up is not either. */
export function jsonIn(text: string): unknown {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON of a shape; undefined where the text is something else. */
export function shapedJson<Shape>(text: string, shape: z.ZodType<Shape>): Shape | undefined {
  const value = jsonIn(text);
  if (value === undefined) return undefined;
  const result = shape.safeParse(value);
  return result.success ? result.data : undefined;
}
