import { userInfo } from 'node:os';
import { hasCode } from '@atms/eventsourcing';
import { openDataDirectory } from '@atms/platform/embedded';
import { loadConfig } from '@atms/platform/config';
import type { AtmsClient } from './client.ts';
import type { OpenAtmsHere } from './compose.ts';
import { findUsedHome } from './data-directory.ts';
import { openLog } from './log.ts';
import { openClient } from './open-client.ts';
import type { Access } from './open-client.ts';
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
  /** False for `--no-input`: what would have been asked is an error that names the flag that answers it. */
  readonly mayAsk: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly debug: boolean;
  readonly openAtms: OpenAtmsHere;
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

/** What a command that looks or decides is given. */
export interface Opened {
  /** Whether some process carries work out here now. */
  readonly isServed: boolean;
}

/** Looks at and decides on what was run in the repository of the context's folder. Carries nothing out. */
export async function withClient<Result>(
  context: CommandContext,
  use: (client: AtmsClient, opened: Opened) => Promise<Result>,
): Promise<Result> {
  const { dataDirectory, repository } = await findUsedHome(context);
  await openDataDirectory(dataDirectory);
  const { config } = await loadConfig({ folder: repository.top, environment: context.environment });
  const log = openLog({ dataDirectory, debug: context.debug, say: context.terminal.say });
  try {
    const { openAtms } = context;
    const options = { dataDirectory, config, act: false, log: log.log, openAtms };
    return await useOpened(await openClient(options), use).catch(async (error: unknown) => {
      // The process that was asked has ended meanwhile; now the data directory is free.
      if (!hasCode(error, 'unavailable')) throw error;
      return useOpened(await openClient(options), use);
    });
  } finally {
    log.close();
  }
}

async function useOpened<Result>(
  access: Access,
  use: (client: AtmsClient, opened: Opened) => Promise<Result>,
): Promise<Result> {
  const { client, holder } = access;
  try {
    return await use(client, { isServed: holder !== undefined });
  } finally {
    await access.close();
  }
}
