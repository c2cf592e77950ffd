/** Turns callbacks into an async iterable that ends after its last update. */
export interface UpdateQueue<Update> extends AsyncIterable<Update> {
  push(update: Update): void;
  end(): void;
}

export function createUpdateQueue<Update>(): UpdateQueue<Update> {
  const waiting: Update[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const signal = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(update) {
      waiting.push(update);
      signal();
    },
    end() {
      ended = true;
      signal();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const update = waiting.shift();
        if (update !== undefined) {
          yield update;
        } else if (ended) {
          return;
        } else {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
    },
  };
}
