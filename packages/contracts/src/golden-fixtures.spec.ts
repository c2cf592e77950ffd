import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventDefinition, eventTypes, isEventType } from './events.ts';

/**
 * One event of each type as it stands in the log. A fixture is never edited: readers of tomorrow must understand what
 * was written today. A change that breaks one needs an upcast and a second fixture.
 */
const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));

interface Fixture {
  readonly file: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: unknown;
}

const recorded = z.strictObject({
  eventId: z.uuid(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  metadata: z.strictObject({
    commandId: z.string().min(1),
    correlationId: z.string().min(1),
    causationId: z.string().min(1).optional(),
    time: z.iso.datetime(),
  }),
  stream: z.string().regex(/^[a-z][A-Za-z]*-.+$/),
  revision: z.int().min(0),
  position: z.int().min(1),
});

function readFixture(file: string): Fixture {
  const parsed = recorded.parse(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
  return { file, ...parsed };
}

const fixtures = readdirSync(folder).map(readFixture);

function schemaOf(type: string): z.ZodType {
  if (!isEventType(type)) throw new Error(`${type} is no event of ATMS`);
  return eventDefinition(type).schema;
}

/** The keys that the schema asks for, as everybody outside reads it. */
function requiredKeys(type: string): readonly string[] {
  return z.toJSONSchema(schemaOf(type), { io: 'input' }).required ?? [];
}

describe('the golden fixtures', () => {
  it('have one event of each type, in a file of its name', () => {
    expect(fixtures.map(({ type }) => type).toSorted()).toEqual([...eventTypes].toSorted());
    expect(fixtures.map(({ file }) => basename(file, '.json'))).toEqual(
      fixtures.map(({ type }) => type),
    );
  });
});

describe.each(fixtures)('$type', ({ type, data }) => {
  it('is read without losing or changing anything', () => {
    expect(schemaOf(type).parse(data)).toEqual(data);
  });

  it('may carry keys that this version does not know', () => {
    const newer = { ...data, addedLater: { by: 'a newer version' } };
    expect(schemaOf(type).parse(newer)).toEqual(data);
  });

  it('asks for at least one key, and is refused without any of them', () => {
    const required = requiredKeys(type);
    expect(required.length).toBeGreaterThan(0);
    const tolerated = required.filter((key) => {
      const { [key]: _left, ...others } = data;
      return schemaOf(type).safeParse(others).success;
    });
    expect(tolerated).toEqual([]);
  });
});
