/** Values by key path (`lease.ttl`), each with the place it came from. A list is one value. */
export interface Layer {
  readonly origin: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Where one value stands, where that can be said closer than by `origin`. */
  readonly placeOf?: (path: readonly string[]) => string;
}

export interface Layered {
  readonly values: Readonly<Record<string, unknown>>;
  /** Of each value, by its key path. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Puts layers on top of each other, the first being the lowest. Sections are joined key by key; what is empty in a
 * layer leaves the value below as it is.
 */
export function putTogether(layers: readonly Layer[]): Layered {
  const origins = new Map<string, string>();
  let values: Readonly<Record<string, unknown>> = {};
  for (const layer of layers) values = joined(values, layer, { origins, path: [] });
  return { values, origins };
}

interface Place {
  readonly origins: Map<string, string>;
  readonly path: readonly string[];
}

function joined(
  below: Readonly<Record<string, unknown>>,
  layer: Layer,
  place: Place,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(layer.values).filter(([, value]) => !isEmpty(value));
  const changed = entries.map(([key, value]): [string, unknown] => {
    const path = [...place.path, key];
    const beneath = below[key];
    if (isSection(value)) {
      const section = { ...layer, values: value };
      return [key, joined(isSection(beneath) ? beneath : {}, section, { ...place, path })];
    }
    place.origins.set(path.join('.'), layer.placeOf?.(path) ?? layer.origin);
    return [key, value];
  });
  return { ...below, ...Object.fromEntries(changed) };
}

export function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A list's entries are named by their numbers. */
export function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isSection(value) ? value[String(part)] : undefined;
  }, values);
}
