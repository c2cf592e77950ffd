import { join } from 'node:path';
import { gitLine, gitList, runGit } from '../git/run-git.ts';

/**
 * Acts, and then sets `core.hooksPath` to what it was in the configuration that a worktree shares with the user's
 * checkout. Package managers run a repository's own install scripts, and these like to set it; whether it is set is the
 * user's to say, and no attempt is to blame for it. Nothing else in the configuration is touched.
 */
export async function keepingHooksPath<Result>(
  worktree: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const config = await sharedConfig(worktree);
  const before = await config.read();
  try {
    return await act();
  } finally {
    if ((await config.read()).join('\0') !== before.join('\0')) await config.write(before);
  }
}

const key = 'core.hooksPath';

async function sharedConfig(cwd: string) {
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const inFile = ['config', '--file', join(await gitLine({ cwd, args }), 'config')];
  return {
    // Exit code 1: it is not set. 5: there was nothing to unset.
    read: () => gitList({ cwd, args: [...inFile, '-z', '--get-all', key], answers: [1] }),
    write: async (values: readonly string[]) => {
      await runGit({ cwd, args: [...inFile, '--unset-all', key], answers: [5] });
      for (const value of values) await runGit({ cwd, args: [...inFile, '--add', key, value] });
    },
  };
}
