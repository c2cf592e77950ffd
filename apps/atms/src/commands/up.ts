import { resolve } from 'node:path';
import type { PolledEvents } from '@atms/monitoring';
import { loadConfig } from '@atms/platform/config';
import type { Config, ConfigSources } from '@atms/platform/config';
import { openDataDirectory } from '@atms/platform/embedded';
import type { AtmsClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import type { Home } from '../data-directory.ts';
import { exitCodes } from '../exit-codes.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLog } from '../log.ts';
import { openServer } from '../open-client.ts';
import type { OwnAccess } from '../open-client.ts';
import { eventLine } from '../run/event-line.ts';
import { portFault } from '../port-fault.ts';

export interface UpFlags {
  readonly repo?: string;
  readonly port?: number;
}

/** Serves one repository until somebody ends it; that is how it is meant to end, so that it is no failure. */
export async function up(context: CommandContext, flags: UpFlags): Promise<number> {
  const home = await findHome(resolve(context.folder, flags.repo ?? '.'));
  const { config } = await loadConfig({
    folder: home.repository.top,
    environment: context.environment,
    flags: flagLayers(flags),
  });
  await openDataDirectory(home.dataDirectory);
  const { say } = context.terminal;
  const log = openLog({ dataDirectory: home.dataDirectory, debug: context.debug, say });
  const interrupts = listenForInterrupts(() => say('Stopping; once more ends at once'));
  try {
    const access = await open(context, { home, config, log: log.log });
    try {
      announce(context, { home, access });
      await showEvents(context, access.client, interrupts.stopping);
    } finally {
      await access.close();
    }
    return exitCodes.done;
  } finally {
    interrupts.end();
    log.close();
  }
}

interface Opening {
  readonly home: Home;
  readonly config: Config;
  readonly log: ReturnType<typeof openLog>['log'];
}

function open(context: CommandContext, { home, config, log }: Opening): Promise<OwnAccess> {
  const { dataDirectory } = home;
  const { openAtms, atms } = context;
  const { port } = config;
  return openServer({ dataDirectory, config, log, openAtms, port }).catch(
    async (error: unknown) => {
      throw await portFault(error, { port, atms });
    },
  );
}

function flagLayers({ port }: UpFlags): NonNullable<ConfigSources['flags']> {
  return port === undefined ? [] : [{ origin: '--port', values: { port } }];
}

function announce(
  { terminal, colours, json, atms }: CommandContext,
  { home, access: { url } }: { readonly home: Home; readonly access: OwnAccess },
): void {
  const { repository, dataDirectory } = home;
  if (json) {
    const at = { url, pid: process.pid, repository: repository.top, dataDirectory };
    return terminal.out(JSON.stringify({ type: 'up', ...at }));
  }
  terminal.say(colours.strong(`ATMS serves ${repository.top} at ${url} (process ${process.pid})`));
  terminal.say(`Hand it work from another terminal: ${atms} run PLAN.yaml`);
  terminal.say('Ctrl-C ends it; what is unfinished goes on with the next start');
}

/** How long one question may wait for the next event, and so for the end. */
const waitMs = 500;

/** Says what happens from now on. Programs ask for it themselves. */
async function showEvents(
  { terminal, colours, json }: CommandContext,
  client: AtmsClient,
  stopping: AbortSignal,
): Promise<void> {
  const ask = (query: string) => client.get<PolledEvents>(`/api/events?${query}`);
  let after = (await ask(`after=${Number.MAX_SAFE_INTEGER}`)).head;
  while (!stopping.aborted) {
    const { events, head } = await ask(`after=${after}&waitMs=${waitMs}`);
    // The head may be behind the events that were shown already.
    after = Math.max(after, events.at(-1)?.position ?? head);
    if (json) continue;
    const lines = events.map((event) => eventLine(event, colours));
    for (const line of lines.filter((one) => one !== undefined)) terminal.say(line);
  }
}
