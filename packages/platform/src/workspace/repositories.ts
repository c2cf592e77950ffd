import { openRepository } from '../git/open-repository.ts';
import type { Repository } from '../git/repository.ts';

/** Opens each repository once. */
export function createRepositories(): (path: string) => Promise<Repository> {
  const open = new Map<string, Promise<Repository>>();
  return (path) => {
    const known = open.get(path);
    if (known !== undefined) return known;
    const opening = openRepository(path);
    open.set(path, opening);
    opening.catch(() => open.delete(path));
    return opening;
  };
}
