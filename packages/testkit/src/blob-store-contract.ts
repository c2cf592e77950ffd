import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from '@atms/eventsourcing';
import { openedPerTest } from './harness.ts';
import { sha256 } from './sha256.ts';

export interface BlobStoreHarness {
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

/** What every store of blobs must do. */
export function blobStoreContract(name: string, open: () => Promise<BlobStoreHarness>): void {
  describe(`${name} as a blob store`, () => {
    const opened = openedPerTest(open);

    it.each([
      ['nothing', new Uint8Array()],
      ['a text', Buffer.from('hello')],
      ['bytes of every kind', Uint8Array.from({ length: 256 }, (_, index) => index)],
      ['three megabytes', randomBytes(3 * 1024 * 1024)],
    ])('gives back %s as it was put', async (_, bytes) => {
      const { blobs } = await opened();
      const { key, ...put } = await blobs.put(bytes);
      expect(put).toEqual({ bytes: bytes.length, sha256: sha256(bytes) });
      expect(Buffer.from((await blobs.get(key)) ?? 'nothing').equals(bytes)).toBe(true);
    });

    it('gives the same content the same key, also when put by many at once', async () => {
      const { blobs } = await opened();
      const bytes = randomBytes(100_000);
      const put = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes)));
      expect(new Set(put.map(({ key }) => key)).size).toBe(1);
      expect(Buffer.from((await blobs.get(put[0]?.key ?? '')) ?? '').equals(bytes)).toBe(true);
    });

    it('gives different content different keys', async () => {
      const { blobs } = await opened();
      const [one, other] = await Promise.all([
        blobs.put(Buffer.from('one')),
        blobs.put(Buffer.from('other')),
      ]);
      expect(one.key).not.toBe(other.key);
    });

    it('has nothing under a key that it did not give', async () => {
      const { blobs } = await opened();
      for (const key of ['', 'a', '../../../etc/passwd', 'f'.repeat(64)]) {
        expect(await blobs.get(key)).toBeUndefined();
      }
    });
  });
}
