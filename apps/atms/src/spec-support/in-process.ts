import { join } from 'node:path';
import { main } from '../main.ts';
import type { Sandbox } from './cli.ts';

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line inside of this process: many calls in a second, over the real adapters. */
export function callsIn(
  { repository, cache }: Pick<Sandbox, 'repository' | 'cache'>,
  environment: Readonly<Record<string, string>> = {},
): (...argv: readonly string[]) => Promise<Said> {
  return async (...argv) => {
    const said = { stdout: '', stderr: '' };
    const exitCode = await main(argv, {
      streams: {
        stdin: {},
        stdout: { write: (text) => (said.stdout += text) },
        stderr: { write: (text) => (said.stderr += text) },
      },
      environment: { PATH: process.env['PATH'], XDG_CACHE_HOME: cache, ...environment },
      folder: repository,
      invocation: 'atms',
      openAtms: async (options) =>
        (await import('../compose.ts')).openAtms({
          cache: join(cache, 'atms', 'here'),
          ...options,
        }),
    });
    return { exitCode, ...said };
  };
}
