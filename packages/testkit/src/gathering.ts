/** What has come so far, and a promise for the moment at which enough has. */
export interface Gathering<Item> {
  readonly items: readonly Item[];
  add(...items: readonly Item[]): void;
  /** Resolves once `count` items are there. */
  until(count: number): Promise<readonly Item[]>;
  /** Resolves once the condition holds; it is looked at whenever something comes. */
  untilThat(condition: (items: readonly Item[]) => boolean): Promise<readonly Item[]>;
}

export function createGathering<Item>(): Gathering<Item> {
  const items: Item[] = [];
  const waiters = new Set<() => void>();
  const untilThat = (condition: (items: readonly Item[]) => boolean) =>
    new Promise<readonly Item[]>((resolve) => {
      const look = () => {
        if (!condition(items)) return;
        waiters.delete(look);
        resolve(items);
      };
      waiters.add(look);
      look();
    });
  return {
    items,
    add(...more) {
      items.push(...more);
      for (const look of waiters) look();
    },
    until: (count) => untilThat(() => items.length >= count),
    untilThat,
  };
}

/** A promise that somebody else resolves. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
