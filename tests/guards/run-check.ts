import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { checks } from '../../scripts/checks.mjs';
import { childEnvironment } from '../../scripts/environment.mjs';
import { exactly } from './planted-fault.ts';

export interface CheckResult {
  readonly green: boolean;
  readonly output: string;
}

/**
 * Runs a check by its name, or a spec by its path, exactly as `npm test` does, in the given copy of the tree; of a spec
 * the tests of one title alone, when `test` is given.
 */
export function runCheck(check: string, folder: string, test?: string): Promise<CheckResult> {
  const [program, ...args] = commandOf(check, test);
  const options = {
    cwd: folder,
    env: environmentIn(folder),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({
        green: error === null,
        output: `${stdout}\n${stderr}${error === null ? '' : `\n${error.message}`}`,
      });
    });
  });
}

function commandOf(check: string, test?: string): readonly [string, ...string[]] {
  if (check.endsWith('.spec.ts')) {
    return ['vitest', 'run', check, ...(test === undefined ? [] : ['-t', exactly(test)])];
  }
  const found = checks.find(({ name }) => name === check);
  if (found === undefined) throw new Error(`scripts/checks.mjs has no check "${check}"`);
  return found.command;
}

/** Without what the test runner that we are in says to its own children. */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  const outer = Object.entries(childEnvironment()).filter(
    ([name]) => !/^(VITEST|TEST$|FORCE_COLOR$)/.test(name),
  );
  const tools = join(folder, 'node_modules', '.bin');
  return {
    ...Object.fromEntries(outer),
    NO_COLOR: '1',
    PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}`,
  };
}
