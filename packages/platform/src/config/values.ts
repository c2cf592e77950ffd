import { parseDuration } from '@atms/plan';
import { z } from 'zod';

/** Values as people write them. Each schema's error says what is allowed there, and nothing else. */

/** `30s`, `10m`, `1h 30m`: milliseconds, more than none. */
export const duration = readText('a duration such as 30s, 10m or 24h', (text) => {
  const ms = parseDuration(text);
  return ms === undefined || ms === 0 ? undefined : ms;
});

/** `512KB`, `10MB`: bytes, of 1024 to the next unit. */
export const size = readText('a size such as 512KB or 10MB', parseSize);

export function wholeNumber(least: number): z.ZodType<number> {
  const error = `a whole number of at least ${least}`;
  return z.int({ error }).min(least, { error });
}

export function factor(least: number): z.ZodType<number> {
  const error = `a number of at least ${least}`;
  return z.number({ error }).min(least, { error });
}

/** A list, or its entries with commas between them, as an environment variable holds them. */
export const names = z
  .preprocess(
    (value) => (typeof value === 'string' ? splitNames(value) : value),
    z.array(z.string({ error: 'a name' }).min(1, { error: 'a name' }), {
      error: 'a list of names',
    }),
    // What stands before it hides from a JSON Schema what it takes.
  )
  .meta({ type: ['array', 'string'], items: { type: 'string' } });

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
};

function parseSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([KMG]?B)$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(amount) * (unitBytes[unit?.toUpperCase() ?? ''] ?? Number.NaN));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function splitNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function readText(allowed: string, read: (text: string) => number | undefined): z.ZodType<number> {
  return z.string({ error: allowed }).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: allowed });
    return z.NEVER;
  });
}
