import { cacheFolder } from '@atms/platform/workspace';
import type { CommandContext } from '../command-context.ts';
import { findHome, findUsedHome } from '../data-directory.ts';
import type { Home } from '../data-directory.ts';
import {
  checkAgents,
  checkConfig,
  checkDataDirectory,
  checkGit,
  checkNode,
  checkWorktrees,
  made,
} from '../doctor/checks.ts';
import { checkLog } from '../doctor/check-log.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkCache, checkDisk } from '../doctor/machine-checks.ts';
import { repairData } from '../doctor/repair-data.ts';
import { exitCodes } from '../exit-codes.ts';
import { aligned } from '../render/width.ts';

export interface DoctorFlags {
  readonly repair?: true;
}

/** Looks at everything that a run needs, and changes nothing unless it is to repair. */
export async function doctor(context: CommandContext, flags: DoctorFlags): Promise<number> {
  return flags.repair === true ? repair(context) : examine(context);
}

async function repair(context: CommandContext): Promise<number> {
  const { terminal, json, atms } = context;
  const message = await repairData(await findUsedHome(context), atms);
  terminal.out(json ? JSON.stringify({ type: 'repair', message }) : message);
  return exitCodes.done;
}

async function examine(context: CommandContext): Promise<number> {
  const findings = [
    await made('node', checkNode),
    await made('git', checkGit),
    ...(await homeFindings(context)),
    await made('cache', () => checkCache(context.environment)),
    await made('disk', () => checkDisk([context.folder, cacheFolder(context.environment)])),
  ];
  if (context.json) findings.forEach((finding) => context.terminal.out(JSON.stringify(finding)));
  else context.terminal.out(asText(findings, context));
  return exitCodeOf(findings);
}

function exitCodeOf(findings: readonly Finding[]): number {
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.some(({ check }) => check === 'configuration')) return exitCodes.configuration;
  return problems.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function homeFindings({
  folder,
  environment,
  atms,
}: CommandContext): Promise<readonly Finding[]> {
  const homes: Home[] = [];
  const repository = await made('repository', async () => {
    const home = await findHome(folder);
    homes.push(home);
    return { state: 'ok', message: home.repository.top };
  });
  const [home] = homes;
  if (home === undefined) return [repository];
  return [
    repository,
    await made('configuration', () => checkConfig(home, environment)),
    await made('agents', () => checkAgents(home, environment)),
    await made('data', () => checkDataDirectory(home)),
    await made('log', () => checkLog(home, atms)),
    await made('worktrees', () => checkWorktrees(home, environment)),
  ];
}

function asText(findings: readonly Finding[], { colours }: CommandContext): string {
  const signs = {
    ok: colours.good('ok'),
    warning: colours.attention('!'),
    problem: colours.bad('x'),
  };
  const rows = aligned(findings.map(({ check, message }) => [check, message]));
  return findings
    .map(({ state }, index) => `${signs[state]}${state === 'ok' ? '' : ' '}  ${rows[index] ?? ''}`)
    .join('\n');
}
