import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AtmsError } from '@atms/eventsourcing';
import { openRepository } from '@atms/platform/git';
import type { Repository } from '@atms/platform/git';

/** A repository and the place of everything that ATMS remembers about it. */
export interface Home {
  readonly repository: Repository;
  /** `.atms` at the top of the repository; it may not exist yet. */
  readonly dataDirectory: string;
}

/** Where a person is, and how they call `atms` for it. */
export interface Place {
  /** Absolute. */
  readonly folder: string;
  readonly atms: string;
}

/**
 * @throws AtmsError `not-a-folder`
 * @throws GitError when `folder` is not in a repository that can be worked with.
 */
export async function findHome(folder: string): Promise<Home> {
  if (await isFile(folder)) {
    throw new AtmsError(
      'not-a-folder',
      `${folder} is a file. Name a folder of a git repository, or start atms in one`,
    );
  }
  const repository = await openRepository(folder);
  return { repository, dataDirectory: join(repository.top, '.atms') };
}

/** @throws AtmsError `not-found` when nothing was ever run here. */
export async function findUsedHome({ folder, atms }: Place): Promise<Home> {
  const home = await findHome(folder);
  if (await isFolder(home.dataDirectory)) return home;
  throw new AtmsError(
    'not-found',
    `Nothing was run in ${home.repository.top} yet: there is no .atms folder. Begin with: ${atms} run PLAN.yaml`,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
