import type { Logger } from '@atms/eventsourcing';
import { openDataDirectory } from '@atms/platform/embedded';
import { loadConfig } from '@atms/platform/config';
import type { Config, ConfigSources } from '@atms/platform/config';
import type { Plan } from '@atms/plan';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import type { Home } from '../data-directory.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLog } from '../log.ts';
import { createLiveView } from '../render/live-view.ts';
import { checkAgents } from './check-agents.ts';
import { chooseTarget } from './choose-target.ts';
import type { ChosenTarget } from './choose-target.ts';
import type { Approval } from './approve-plan.ts';
import { carryOut } from './carry-out.ts';
import { refuseOtherHolders } from './other-holders.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { slugOf } from './slug.ts';

/** What one run is asked to do. */
export interface RunPlanOptions {
  readonly plan: Plan;
  /** In the repository to work in. */
  readonly folder: string;
  readonly branch?: string;
  readonly mode?: 'continue' | 'new';
  readonly approval: Approval;
  readonly configSources?: Pick<ConfigSources, 'file' | 'flags'>;
  /** The command that goes on with this run later. */
  readonly next: string;
}

/** Everything that one run was opened with. */
export interface RunSetting {
  readonly home: Home;
  readonly target: ChosenTarget;
  readonly config: Config;
}

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
    const session = await openRunSession(context, setting, log.log);
    const running = { ...options, ...setting, session, stopping, view, startedAt };
    return await carryOut(ownContext, running).finally(session.close);
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
  await refuseOtherHolders(repository, branch);
  await openDataDirectory(dataDirectory);
  return { home, target, config };
}
