import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/**
 * What preparing a worktree made in it, written beside the worktree before an agent starts. As long as nothing is
 * written nobody has worked there. Survives a crash, so that what is left afterwards can be told from the agent's work.
 */
export interface MadeByPrepare {
  /** Undefined when no agent has started. */
  read(): Promise<readonly string[] | undefined>;
  write(paths: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

const paths = z.array(z.string());

export function madeByPrepare(worktree: string): MadeByPrepare {
  const file = `${worktree}.prepared.json`;
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : paths.parse(JSON.parse(text));
    },
    write: (made) => writeFile(file, JSON.stringify(made)),
    remove: () => rm(file, { force: true }),
  };
}
