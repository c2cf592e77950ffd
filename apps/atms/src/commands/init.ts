import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { configFileName } from '@atms/platform/config';
import { openDataDirectory } from '@atms/platform/embedded';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import { exitCodes } from '../exit-codes.ts';
import { git } from '../git.ts';
import { quoted } from '../quoted.ts';
import { schemaFile, writeSchemas } from './schema.ts';
import type { SchemaName } from './schema.ts';

export interface InitFlags {
  readonly force?: true;
}

const planFileName = 'plan.yaml';

/**
 * Writes a plan to begin with and a configuration at the top of the repository. What is there already stays as it is,
 * unless it is told otherwise. The schemas for editors lie in the data directory, which git does not see.
 */
export async function init(context: CommandContext, flags: InitFlags): Promise<number> {
  const place = await placeOf(context.folder);
  const dataDirectory = join(place.top, '.atms');
  await openDataDirectory(dataDirectory);
  await writeSchemas(join(dataDirectory, 'schemas'));
  const files = { [planFileName]: firstPlan, [configFileName]: firstConfig };
  for (const [name, content] of Object.entries(files)) {
    const path = join(place.top, name);
    const isWritten = await written(path, content, flags);
    say(context, { name, path, isWritten });
  }
  sayNext(context, place);
  return exitCodes.done;
}

/** @returns false where a file is kept */
async function written(path: string, content: string, { force }: InitFlags): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: force === true ? 'w' : 'wx' });
    return true;
  } catch (cause) {
    if (force !== true && hasCode(cause, 'EEXIST')) return false;
    throw new AtmsError('not-written', `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

interface Outcome {
  readonly name: string;
  readonly path: string;
  readonly isWritten: boolean;
}

function say({ terminal, json }: CommandContext, { name, path, isWritten }: Outcome): void {
  if (json) terminal.out(JSON.stringify({ type: 'file', path, written: isWritten }));
  else if (isWritten) terminal.say(`Wrote ${name}`);
  else terminal.say(`Kept ${name}, which is there already (--force writes it anew)`);
}

interface RepositoryPlace {
  readonly top: string;
  readonly hasCommit: boolean;
}

/** A repository without a commit is one as well here: only work needs something to start from. */
async function placeOf(folder: string): Promise<RepositoryPlace> {
  try {
    const { repository } = await findHome(folder);
    return { top: repository.top, hasCommit: true };
  } catch (error) {
    const top = await git(folder, 'rev-parse', '--show-toplevel').catch(() => '');
    const hasCommit = await git(folder, 'rev-parse', '--verify', 'HEAD').then(
      () => true,
      () => false,
    );
    if (top.trim() === '' || hasCommit) throw error;
    return { top: top.trim(), hasCommit };
  }
}

function sayNext(
  { terminal, colours, atms, folder }: CommandContext,
  place: RepositoryPlace,
): void {
  const plan = relative(folder, join(place.top, planFileName));
  terminal.say('Next:');
  if (!place.hasCommit)
    terminal.say(colours.strong('  git commit --allow-empty --message "Begin"'));
  terminal.say(colours.strong(`  ${atms} run ${quoted(plan)}`));
}

/** For the language server of YAML that most editors use. */
function schemaLine(name: SchemaName): string {
  return `# yaml-language-server: $schema=.atms/schemas/${schemaFile(name)}`;
}

/** It has to succeed in any repository, whatever its language, and again when it is carried out again. */
const firstPlan = `${schemaLine('plan')}
name: first-plan
tasks:
  - id: hello
    name: Leave a greeting
    run: echo "Hello from ATMS" > atms-hello.txt
    checks: [{ name: greeting, run: grep -q Hello atms-hello.txt }]
`;

const firstConfig = `${schemaLine('config')}
# Every key may be left out; the values here are those that hold without it.

# Who does the work. An agent with adapter: shell carries out the command of a task (run:).
# agents:
#   - kind: shell
#     adapter: shell
#     slots: 2 # tasks that it works on at once

# How many tasks may be under way at once; slots: as many as the agents have.
maxAgents: slots

# What follows a failed attempt before a person is asked.
retries:
  sameAgent: 2
  anotherAgent: 2

# How long one attempt at a task, and one check of its result, may take.
timeouts:
  task: 30m
  gate: 10m
`;
