/**
 * Which positions a durable consumer has fetched and not yet settled.
 *
 * 1. Everything up to `cursor()` is settled.
 * 2. `room()` waits while as many positions are unsettled as may be.
 */
export class Unsettled {
  readonly #limit: number;
  /** Deliveries that are open for a position; keys in ascending order, because they are fetched so. */
  readonly #open = new Map<number, number>();
  #fetched: number;
  #whenRoom: () => void = () => {};
  #released = false;

  constructor(from: number, limit: number) {
    this.#fetched = from;
    this.#limit = limit;
  }

  fetched(position: number): void {
    this.#fetched = position;
  }

  add(position: number): void {
    this.#open.set(position, (this.#open.get(position) ?? 0) + 1);
  }

  settle(position: number): void {
    const left = (this.#open.get(position) ?? 0) - 1;
    if (left > 0) this.#open.set(position, left);
    else this.#open.delete(position);
    if (this.#hasRoom()) this.#whenRoom();
  }

  cursor(): number {
    for (const lowest of this.#open.keys()) return lowest - 1;
    return this.#fetched;
  }

  room(): Promise<void> {
    if (this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenRoom = resolve;
    });
  }

  /** Nobody waits for room any more. */
  release(): void {
    this.#released = true;
    this.#whenRoom();
  }

  #hasRoom(): boolean {
    return this.#released || this.#open.size < this.#limit;
  }
}
