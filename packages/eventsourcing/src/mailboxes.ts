/**
 * One mailbox per key: what arrives while a batch is under way waits, and shares the next one.
 * Batches of one key follow one another; those of different keys do not wait for each other.
 */
export interface MailboxOptions<Item> {
  readonly largestBatch: number;
  /** Answers each item of the batch itself and never fails. */
  readonly handle: (key: string, batch: readonly Item[]) => Promise<void>;
}

export type Post<Item> = (key: string, item: Item) => void;

export function createMailboxes<Item>(options: MailboxOptions<Item>): Post<Item> {
  const mailboxes = new Map<string, Item[]>();

  const drain = async (key: string, mailbox: Item[]) => {
    // One turn of grace, so that items of the same moment share a batch.
    await Promise.resolve();
    while (mailbox.length > 0) await options.handle(key, mailbox.splice(0, options.largestBatch));
    mailboxes.delete(key);
  };

  return (key, item) => {
    const mailbox = mailboxes.get(key);
    if (mailbox !== undefined) {
      mailbox.push(item);
      return;
    }
    const opened = [item];
    mailboxes.set(key, opened);
    void drain(key, opened);
  };
}
