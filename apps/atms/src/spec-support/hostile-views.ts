/** Answers of the API as nobody would wish them: shaped as its description says, with texts that try to steer a terminal. */
import * as fc from 'fast-check';
import { apiDocument } from '../api-document.ts';

interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
}

const pieces = fc.constantFrom(
  '\u{1b}]0;owned\u{7}',
  '\u{1b}[2J',
  '\u{1b}[8m',
  '\u{9b}31m',
  '\u{9d}0;owned\u{9c}',
  '\u{1b}',
  '\u{7f}',
  '\u{0}',
  '\u{202e}evil',
  '\r',
  '\n',
  '[31m',
  '<b>',
  'word ',
  '世界',
);

export const hostileText = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''));

/** All that may act on whoever looks at it; line ends and tabs may not. */
export const steers = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u;

/** @param name of a schema of the API, such as `TaskDetail` */
export function hostileView<View>(name: string): fc.Arbitrary<View> {
  return valuesOf({ $ref: `#/components/schemas/${name}` }) as fc.Arbitrary<View>;
}

const { schemas } = apiDocument().components;
const shapes = schemas as Readonly<Record<string, Shape>>;

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.$ref !== undefined) return valuesOf(named(shape.$ref));
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map(valuesOf));
  if (typeof shape.type === 'string') return ofType[shape.type]?.(shape) ?? fc.constant(null);
  return fc.oneof(...(shape.type ?? ['string']).map((type) => valuesOf({ ...shape, type })));
}

function named(reference: string): Shape {
  const shape = shapes[reference.split('/').at(-1) ?? ''];
  if (shape === undefined) throw new Error(`The API has no schema ${reference}`);
  return shape;
}

const ofType: Readonly<Record<string, (shape: Shape) => fc.Arbitrary<unknown>>> = {
  string: ({ format }) => (format === 'date-time' ? instants : hostileText),
  number: () => fc.double({ min: 0, max: 1e6, noNaN: true }),
  integer: () => fc.nat({ max: 1e6 }),
  boolean: () => fc.boolean(),
  array: ({ items }) => fc.array(valuesOf(items ?? {}), { maxLength: 3 }),
  object: objects,
};

const instants = fc.nat({ max: 4e9 }).map((seconds) => new Date(seconds * 1_000).toISOString());

function objects({ properties = {}, required = [], additionalProperties }: Shape) {
  const entries = Object.entries(properties).map(([key, shape]) => [key, valuesOf(shape)] as const);
  const known = fc.record(Object.fromEntries(entries), { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return known;
  const others = fc.dictionary(hostileText, valuesOf(additionalProperties), { maxKeys: 2 });
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }));
}
