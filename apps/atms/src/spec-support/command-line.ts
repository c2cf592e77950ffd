import { exitCodeFor } from '../exit-codes.ts';
import { createProgram } from '../program.ts';
import type { CliEnd } from './running-cli.ts';

/**
 * The command line in this process, for commands that only look and decide: they take a fraction of a start. What a
 * command throws is its stderr and exit code.
 */
export function createCommandLine(folder: string): (...argv: readonly string[]) => Promise<CliEnd> {
  return async (...argv) => {
    const written = { stdout: '', stderr: '' };
    let exitCode = 0;
    const streams = {
      stdin: {},
      stdout: { write: (text: string) => (written.stdout += text) },
      stderr: { write: (text: string) => (written.stderr += text) },
    };
    const program = createProgram(
      {
        streams,
        environment: { NO_COLOR: '1' },
        folder,
        version: '0',
        invocation: 'atms',
        openAtms: async (options) => (await import('../compose.ts')).openAtms(options),
      },
      (code) => (exitCode = code),
    );
    try {
      await program.parseAsync([...argv], { from: 'user' });
    } catch (error) {
      exitCode = exitCodeFor(error);
      written.stderr += error instanceof Error ? error.message : String(error);
    }
    return { exitCode, ...written };
  };
}
