import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AtmsError, type BlobStore } from '@atms/eventsourcing';

/**
 * Blobs as files named by the SHA-256 of their content, in folders by its first two digits.
 * A blob that `put` has answered for is on disk, whole; a file that a crash left half written has another name.
 */
export function createFileBlobStore(folder: string): BlobStore {
  const pathOf = (key: string) => join(folder, key.slice(0, 2), key);
  return {
    async put(bytes) {
      const key = sha256(bytes);
      if (!(await exists(pathOf(key)))) await writeWhole(pathOf(key), bytes);
      return { key, bytes: bytes.length, sha256: key };
    },
    async get(key) {
      if (!/^[0-9a-f]{64}$/.test(key)) return undefined;
      const bytes = await readIfThere(pathOf(key));
      if (bytes === undefined || sha256(bytes) === key) return bytes;
      throw new AtmsError('blob-damaged', `${pathOf(key)} is not what was put there`);
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

let writes = 0;

/** The name appears only with all of the content, and both survive a loss of power. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}-${++writes}.part`;
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
