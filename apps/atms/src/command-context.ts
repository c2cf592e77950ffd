import { userInfo } from 'node:os';
import { openDataDirectory } from '@atms/platform/embedded';
import { loadConfig } from '@atms/platform/config';
import type { AtmsClient } from './client.ts';
import { findUsedHome } from './data-directory.ts';
import type { Home } from './data-directory.ts';
import { openLog } from './log.ts';
import { openClient } from './open-client.ts';
import type { Colours } from './render/colours.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly colours: Colours;
  /** `-C`, or the current folder; absolute. */
  readonly folder: string;
  /** Data is for programs: JSON, one object per line. */
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly debug: boolean;
  /** How the person calls `atms` for this folder, for commands that are shown to be copied. */
  readonly atms: string;
}

/** Who asks, as the log names it. */
export function personName(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A user id without a name, as in some containers.
    return 'cli';
  }
}

/** Asks and decides on what was run in the repository of the context's folder. Carries nothing out. */
export async function withClient<Result>(
  context: CommandContext,
  use: (client: AtmsClient, home: Home) => Promise<Result>,
): Promise<Result> {
  const home = await findUsedHome(context.folder);
  const { dataDirectory, repository } = home;
  await openDataDirectory(dataDirectory);
  const { config } = await loadConfig({ folder: repository.top, environment: context.environment });
  const log = openLog({ dataDirectory, debug: context.debug, say: context.terminal.say });
  try {
    const access = await openClient({ ...home, config, act: false, log: log.log });
    try {
      return await use(access.client, home);
    } finally {
      await access.close();
    }
  } finally {
    log.close();
  }
}
