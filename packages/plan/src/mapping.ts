export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without the keys that are written but left empty (`agent:`): they say as little as keys that are not written. */
export const withoutEmptyKeys = (mapping: Mapping): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
