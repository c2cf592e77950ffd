/** What the views are made of. */
import { z } from 'zod';

export const text = z.string();
export const count = z.int().min(0);
/** ISO 8601 in UTC. The format alone: its pattern would fill the API's description. */
export const instant = z.string().meta({ format: 'date-time' });

export function orNull<Value extends z.ZodType>(value: Value) {
  return value.nullable();
}

/** Nobody changes what was answered. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}
