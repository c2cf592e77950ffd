import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

/** Keeps the folders that a prepare step made, so that the next worktree gets a copy instead of a second run. */
export interface PreparedPackages {
  /** @returns the folders that the worktree now has; undefined when nothing is kept under the key. */
  restore(key: string, worktree: string): Promise<readonly string[] | undefined>;
  /** @param kept.folders relative to the top of the worktree. */
  keep(
    key: string,
    kept: { readonly worktree: string; readonly folders: readonly string[] },
  ): Promise<void>;
}

const list = 'folders.json';
const folderNames = z.array(z.string());

export function createPreparedPackages(directory: string): PreparedPackages {
  return {
    async restore(key, worktree) {
      const folders = await readList(join(directory, key, list));
      if (folders === undefined) return undefined;
      await copyAll(folders, join(directory, key), worktree);
      return folders;
    },
    async keep(key, { worktree, folders }) {
      await removeHalves(directory, key);
      const half = join(directory, `${key}.${process.pid}.${Date.now()}`);
      try {
        await mkdir(half, { recursive: true });
        await copyAll(folders, worktree, half);
        await writeFile(join(half, list), JSON.stringify(folders));
      } catch (error) {
        // Where the disk is full, half of the packages would keep it so.
        await rm(half, { recursive: true, force: true });
        throw error;
      }
      // A rename is all or nothing: a crash leaves no half-filled entry under the key. It fails when another process
      // was first; what that one kept is as good.
      await rename(half, join(directory, key)).catch(() =>
        rm(half, { recursive: true, force: true }),
      );
    },
  };
}

async function readList(file: string): Promise<readonly string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : folderNames.parse(JSON.parse(text));
}

/** What a process left that died while it copied. */
async function removeHalves(directory: string, key: string): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  const halves = names.filter(
    (name) => name.startsWith(`${key}.`) && !name.startsWith(`${key}.${process.pid}.`),
  );
  for (const half of halves) await rm(join(directory, half), { recursive: true, force: true });
}

/** By the system's own program: it clones where the file system can, and takes half the time of Node's copy elsewhere. */
async function copyAll(folders: readonly string[], from: string, to: string): Promise<void> {
  for (const folder of folders) {
    await mkdir(join(to, folder), { recursive: true });
    // `/.` means the content: the folder itself may be there already.
    await execa('cp', ['-a', `${join(from, folder)}/.`, join(to, folder)]);
  }
}
