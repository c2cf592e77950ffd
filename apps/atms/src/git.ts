import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AtmsError } from '@atms/eventsourcing';

const run = promisify(execFile);

/** Inside a git hook these name another repository, index or identity; where the user's settings are may stay. */
const foreign = /^GIT_(?!CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$|CEILING_DIRECTORIES$)/;

/**
 * Runs git in a folder, without asking anybody anything.
 * @returns its stdout
 * @throws AtmsError `git-failed` with what git said.
 */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const env = { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (cause) {
    const said =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new AtmsError('git-failed', `git ${args.join(' ')} in ${folder}: ${said}`, { cause });
  }
}
