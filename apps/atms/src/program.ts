import { resolve } from 'node:path';
import { stripControl } from '@atms/platform/process';
import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { CommandWithHelp } from './command-with-help.ts';
import type { OpenAtmsHere } from './compose.ts';
import { addDeciding } from './declarations/deciding.ts';
import { addEvents } from './declarations/events.ts';
import { addMissingExamples, withExamples } from './declarations/declaring.ts';
import type { Acting } from './declarations/declaring.ts';
import { addExplaining } from './declarations/explaining.ts';
import { addGate } from './declarations/gate.ts';
import { addLooking } from './declarations/looking.ts';
import { addOperating } from './declarations/operating.ts';
import { addPlanning } from './declarations/planning.ts';
import { addRunning } from './declarations/running.ts';
import { addServing } from './declarations/serving.ts';
import { addSettingUp } from './declarations/setting-up.ts';
import { addTask } from './declarations/task.ts';
import { addWorkflow } from './declarations/workflow.ts';
import { quoted } from './quoted.ts';
import { createColours } from './render/colours.ts';
import { createTerminal } from './terminal.ts';
import type { TerminalStreams } from './terminal.ts';

export interface Surroundings {
  readonly streams: TerminalStreams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths are meant from. */
  readonly folder: string;
  readonly version: string;
  /** How the person called us: `atms`, or `node bin/atms.mjs`. */
  readonly invocation: string;
  readonly openAtms: OpenAtmsHere;
}

interface GlobalFlags {
  readonly C?: string;
  readonly json?: true;
  readonly color: boolean;
  readonly input: boolean;
}

/** The whole command line. What a command returns goes to `ended`; what it throws comes out of `parseAsync`. */
export function createProgram(
  surroundings: Surroundings,
  ended: (exitCode: number) => void,
): Command {
  return declareCommands(surroundings, async (command, act) => {
    ended(await act(contextOf(command.optsWithGlobals<GlobalFlags>(), surroundings)));
  });
}

/** What there is to be called, whatever is done when it is. */
export function declareCommands(
  surroundings: Pick<Surroundings, 'streams' | 'version' | 'invocation'>,
  acting: Acting,
): Command {
  const program = createRoot(surroundings);
  addRunning(program, acting);
  addServing(program, acting);
  addPlanning(program, acting);
  addLooking(program, acting);
  addExplaining(program, acting);
  addWorkflow(program, acting);
  addTask(program, acting);
  addDeciding(program, acting);
  addOperating(program, acting);
  addEvents(program, acting);
  addGate(program, acting);
  addSettingUp(program, acting);
  addMissingExamples(program);
  return program;
}

function createRoot({
  streams,
  version,
  invocation,
}: Pick<Surroundings, 'streams' | 'version' | 'invocation'>): Command {
  const root = new CommandWithHelp('atms');
  root
    .description('Carries out plans of tasks with software agents: checked, merged, and provable.')
    .version(version, '--version', 'print the version')
    .addOption(new Option('-C <dir>', 'work as if started in this folder'))
    .option('--json', 'data for programs: one JSON object per line')
    .option('--no-color', 'no colours')
    .option('--no-input', 'ask nobody: what would be asked is an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      // It quotes what the person, or a script for him, has written.
      outputError: (text, write) => write(stripControl(text).replace(/^error: /, 'atms: ')),
    })
    .showHelpAfterError(`Help: ${invocation} --help`)
    .helpCommand('help [command]', 'show the help of a command');
  return withExamples(root, [
    ['atms demo', 'ten tasks on a small service, in a folder of their own'],
    ['atms run plan.yaml', 'carry a plan out in the repository of this folder'],
    ['atms status', 'what is under way, from another terminal'],
    ['atms task logs T3', 'what the agent of task T3 said'],
  ]);
}

function contextOf(flags: GlobalFlags, surroundings: Surroundings): CommandContext {
  const { streams, environment, folder, invocation, openAtms } = surroundings;
  const json = flags.json === true;
  const terminal = createTerminal(streams, {
    environment,
    colour: flags.color,
    forPrograms: json,
    input: flags.input,
  });
  return {
    terminal,
    colours: createColours(terminal.colour),
    folder: resolve(folder, flags.C ?? '.'),
    json,
    mayAsk: flags.input,
    environment,
    debug: (environment['ATMS_DEBUG'] ?? '') !== '',
    openAtms,
    atms: flags.C === undefined ? invocation : `${invocation} -C ${quoted(flags.C)}`,
  };
}
