import type { RecordedEvent } from '@atms/eventsourcing';

type Page = Promise<readonly RecordedEvent[]>;

const kept = 8;

/**
 * The pages read last, for subscribers that catch up side by side: each event is read and decoded once for all of them.
 * Owns nothing that cannot be read again. A page that was not full when it was read is not kept: it would hide what
 * was appended since.
 */
export class SharedPages {
  readonly #pageSize: number;
  readonly #pages = new Map<number, Page>();

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  read(after: number, readPage: () => Page): Page {
    const known = this.#pages.get(after);
    if (known !== undefined) return known;
    const page = readPage();
    this.#pages.set(after, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size > kept) this.#pages.delete(oldest);
    }
    void this.#forgetUnlessFull(after, page);
    return page;
  }

  async #forgetUnlessFull(after: number, page: Page): Promise<void> {
    const size = await page.then(
      (events) => events.length,
      () => 0,
    );
    if (size < this.#pageSize && this.#pages.get(after) === page) this.#pages.delete(after);
  }
}
