// Second step of `bin/atms.mjs`, on a Node that is new enough: install when the lockfile says so, then run the source.

import { installWhenNeeded, InstallFailed } from './install.mjs';

const main = '../apps/atms/src/main.ts';

/** @typedef {{ main: (argv: string[]) => Promise<number> }} Source */

/**
 * Runs the command line with this process's arguments and leaves its exit code in `process.exitCode`: the process ends
 * when nothing is left to do, so that nothing written to a pipe is cut off.
 */
export async function start() {
  try {
    await installWhenNeeded();
    process.exitCode = await runSource(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof InstallFailed ? `atms: ${error.message}` : error);
    process.exitCode = error instanceof InstallFailed ? 69 : 1;
  }
}

/**
 * `tsconfig: false`: otherwise tsx applies the `paths` and `baseUrl` of the repository that the user stands in to our
 * own imports, and a user's `src/commander.ts` takes the place of the package.
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
async function runSource(argv) {
  const { tsImport } = await import('tsx/esm/api');
  const source = /** @type {Source} */ (
    await tsImport(main, { parentURL: import.meta.url, tsconfig: false })
  );
  return source.main(argv);
}
