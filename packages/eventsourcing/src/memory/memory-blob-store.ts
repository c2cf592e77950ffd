import type { BlobStore } from '../ports.ts';

/** Blobs that live as long as the object. `sha256` gives the digest in lower-case hex. */
export function createMemoryBlobStore(sha256: (bytes: Uint8Array) => string): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const key = sha256(bytes);
      blobs.set(key, bytes.slice());
      return { key, bytes: bytes.length, sha256: key };
    },
    get: async (key) => blobs.get(key)?.slice(),
  };
}
