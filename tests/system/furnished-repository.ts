import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../apps/atms/src/spec-support/cli.ts';

/** Of these some would run at each commit, checkout or move of a ref. */
export const hookNames = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-checkout',
  'post-index-change',
  'pre-merge-commit',
  'post-merge',
  'post-rewrite',
  'reference-transaction',
];

/** Each tells that it ran, and fails. */
const hook = `#!/bin/sh
echo "$(basename "$0")" >> "$(git rev-parse --git-common-dir)/hooks-that-ran"
exit 1
`;

const files: Readonly<Record<string, string>> = {
  'README.md': 'As committed\n',
  'package.json': JSON.stringify({
    name: 'furnished',
    version: '1.0.0',
    scripts: {
      // Runs whenever packages are installed, in worktrees too.
      prepare: 'git config core.hooksPath .other-hooks',
      test: 'test -f greeting.txt',
      lint: 'grep -q hello greeting.txt',
      start: 'false',
    },
  }),
  'package-lock.json': JSON.stringify({
    name: 'furnished',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'furnished', version: '1.0.0' } },
  }),
  // Whoever starts ATMS here must not get these in place of its own modules.
  'tsconfig.json': JSON.stringify({
    compilerOptions: { baseUrl: 'src', paths: { '*': ['*'], zod: ['zod.ts'] } },
  }),
  'src/commander.ts': "throw new Error('The repository has loaded its own commander');\n",
  'src/zod.ts': "throw new Error('The repository has loaded its own zod');\n",
};

/** Everything that a repository may have to keep a program from committing in it, or from starting at all. */
export async function furnish({ repository, git }: Sandbox): Promise<void> {
  await mkdir(join(repository, 'src'));
  await mkdir(join(repository, '.husky'));
  for (const [path, text] of Object.entries(files)) await writeFile(join(repository, path), text);
  for (const name of hookNames) {
    await writeFile(join(repository, '.husky', name), hook);
    await chmod(join(repository, '.husky', name), 0o755);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message=Furnish');
  await git('config', 'user.useConfigOnly', 'true');
  await git('config', 'commit.gpgSign', 'true');
  await git('config', 'tag.gpgSign', 'true');
  await git('config', 'gpg.program', '/bin/false');
  await git('config', 'core.hooksPath', '.husky');
}
