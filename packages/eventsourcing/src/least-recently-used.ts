/** A bounded map that forgets what was used longest ago. */
export interface LeastRecentlyUsed<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

interface Entry<Value> {
  readonly key: string;
  value: Value;
  older: Entry<Value> | undefined;
  newer: Entry<Value> | undefined;
}

/**
 * The entries are a list in the order of their use beside the map. The order of the map itself would do, but whoever
 * asks a map for its first key walks over every place that was emptied before it, which are many in a full one.
 */
export function createLeastRecentlyUsed<Value>(limit: number): LeastRecentlyUsed<Value> {
  const entries = new Map<string, Entry<Value>>();
  let newest: Entry<Value> | undefined;
  let oldest: Entry<Value> | undefined;

  const unlink = ({ older, newer }: Entry<Value>) => {
    if (older === undefined) oldest = newer;
    else older.newer = newer;
    if (newer === undefined) newest = older;
    else newer.older = older;
  };
  const link = (entry: Entry<Value>) => {
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  };
  const use = (entry: Entry<Value>) => {
    if (entry === newest) return;
    unlink(entry);
    link(entry);
  };
  const remove = (entry: Entry<Value> | undefined) => {
    if (entry === undefined) return;
    unlink(entry);
    entries.delete(entry.key);
  };
  const add = (key: string, value: Value) => {
    const entry: Entry<Value> = { key, value, older: undefined, newer: undefined };
    entries.set(key, entry);
    link(entry);
    if (entries.size > limit) remove(oldest);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry !== undefined) use(entry);
      return entry?.value;
    },
    set(key, value) {
      const entry = entries.get(key);
      if (entry === undefined) return add(key, value);
      entry.value = value;
      use(entry);
    },
    delete: (key) => remove(entries.get(key)),
  };
}
