import type { Logger } from '@atms/eventsourcing';
import { openDataDirectory } from '@atms/platform/embedded';
import { loadConfig } from '@atms/platform/config';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLog } from '../log.ts';
import { createLiveView } from '../render/live-view.ts';
import { checkAgents } from './check-agents.ts';
import { checkPaths } from './check-paths.ts';
import { chooseTarget } from './choose-target.ts';
import { carryOut } from './carry-out.ts';
import { refuseOtherHolders } from './other-holders.ts';
import type { RunPlanOptions, RunSetting } from './run-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { slugOf } from './slug.ts';

/**
 * Carries a plan out, in this process or through the one that holds the data directory already.
 * @returns the exit code
 */
export async function runPlan(context: CommandContext, options: RunPlanOptions): Promise<number> {
  const startedAt = new Date().toISOString();
  const setting = await prepare(context, options);
  const view = createLiveView(context.terminal);
  const { say } = view;
  const ownContext = { ...context, terminal: { ...context.terminal, say } };
  const { dataDirectory } = setting.home;
  const log = openLog({ dataDirectory, debug: context.debug, say });
  const interrupts = listenForInterrupts(() => say('Stopping; once more ends at once'));
  const { stopping } = interrupts;
  try {
    const session = await openRunSession(ownContext, setting, log.log);
    try {
      const running = { ...options, ...setting, session, stopping, view, startedAt };
      return await carryOut(ownContext, running);
    } finally {
      await session.close();
    }
  } finally {
    view.draw([]);
    interrupts.end();
    log.close();
  }
}

function openRunSession(
  { terminal, openAtms }: CommandContext,
  { home, config }: RunSetting,
  log: Logger,
): Promise<Session> {
  const { dataDirectory } = home;
  const onTakeOver = (pid: number) =>
    terminal.say(`Process ${pid} has ended; the work goes on from here`);
  return openSession({ dataDirectory, config, act: true, log, openAtms, onTakeOver });
}

async function prepare(context: CommandContext, options: RunPlanOptions): Promise<RunSetting> {
  const home = await findHome(options.folder);
  const { repository, dataDirectory } = home;
  const branch = options.branch ?? `atms/${slugOf(options.plan.name)}`;
  const { config } = await loadConfig({
    folder: repository.top,
    environment: context.environment,
    ...options.configSources,
  });
  checkAgents(options.plan, config.agents);
  const target = await chooseTarget(repository, branch);
  await checkPaths(options.plan, repository.top, target.base);
  await refuseOtherHolders(repository, branch);
  await openDataDirectory(dataDirectory);
  return { home, target, config };
}
