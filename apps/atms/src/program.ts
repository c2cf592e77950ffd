import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { decide } from './commands/decide.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { run } from './commands/run.ts';
import type { RunFlags } from './commands/run.ts';
import { status } from './commands/status.ts';
import { changeTask, showTask, taskLogs } from './commands/task.ts';
import { changeWorkflow, showReport, showWorkflow } from './commands/workflow.ts';
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
}

type Act = (context: CommandContext) => Promise<number>;

interface GlobalFlags {
  readonly C?: string;
  readonly json?: true;
  readonly color: boolean;
}

/** The whole command line. What a command returns goes to `ended`; what it throws comes out of `parseAsync`. */
export function createProgram(
  surroundings: Surroundings,
  ended: (exitCode: number) => void,
): Command {
  const program = createRoot(surroundings);
  const acting = async (command: Command, act: Act) => {
    ended(await act(contextOf(command.optsWithGlobals<GlobalFlags>(), surroundings)));
  };
  addRunning(program, acting);
  addLooking(program, acting);
  addWorkflow(program, acting);
  addTask(program, acting);
  addDeciding(program, acting);
  return program;
}

type Acting = (command: Command, act: Act) => Promise<void>;

function createRoot({ streams, version }: Surroundings): Command {
  const root = new Command('atms');
  root
    .description('Carries out plans of tasks with software agents: checked, merged, and provable.')
    .version(version, '--version', 'print the version')
    .addOption(new Option('-C <dir>', 'work as if started in this folder'))
    .option('--json', 'data for programs: one JSON object per line')
    .option('--no-color', 'no colours')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'atms: ')),
    })
    .showHelpAfterError('Help: atms --help')
    .helpCommand('help [command]', 'show the help of a command');
  return withExamples(root, [
    ['atms demo', 'ten tasks on a small service, in a folder of their own'],
    ['atms run plan.yaml', 'carry a plan out in the repository of this folder'],
    ['atms status', 'what is under way, from another terminal'],
    ['atms task logs T3', 'what the agent of task T3 said'],
  ]);
}

function addRunning(program: Command, acting: Acting): void {
  withExamples(
    program
      .command('demo')
      .description('carry out a ten-task plan with recorded agents on a fresh repository'),
    [['atms demo', 'takes less than a minute']],
  ).action((_flags, command: Command) => acting(command, demo));
  withExamples(
    program
      .command('run')
      .description('carry out a plan; the same plan again continues what is unfinished')
      .argument('<plan>', 'a plan in YAML')
      .option('--repo <dir>', 'the repository to work in (default: that of -C or of this folder)')
      .option(
        '--branch <name>',
        'the branch that the work lands on (default: atms/<name of the plan>)',
      )
      .option('--max-agents <n>', 'how many tasks may be under way at once', wholeNumber)
      .option('--yes', 'approve the plan without being asked')
      .addOption(
        new Option(
          '--new',
          'the plan has changed: cancel what is unfinished and begin anew',
        ).conflicts('continue'),
      )
      .option('--continue', 'the plan has changed: go on with it as it was'),
    [
      ['atms run plan.yaml', 'shows the plan and asks'],
      ['atms run plan.yaml --yes --json', 'in a script'],
      ['atms run plan.yaml --repo ../shop --max-agents 4', 'in another repository'],
    ],
  ).action((plan: string, flags: RunFlags, command: Command) =>
    acting(command, (context) => run(context, plan, flags)),
  );
}

function addLooking(program: Command, acting: Acting): void {
  withExamples(
    program.command('status').description('what is under way and what waits for a person'),
    [
      ['atms status', 'for people'],
      ['atms status --json', 'for programs'],
    ],
  ).action((_flags, command: Command) => acting(command, status));
  withExamples(
    program.command('doctor').description('check that everything that a run needs is there'),
    [['atms doctor', '']],
  ).action((_flags, command: Command) => acting(command, doctor));
}

function addWorkflow(program: Command, acting: Acting): void {
  const workflow = withExamples(
    program
      .command('workflow')
      .description('look at workflows and steer them (without REF: the newest)'),
    [
      ['atms workflow show', 'its tasks'],
      ['atms workflow report', 'what was done, as Markdown'],
      ['atms workflow pause', 'start nothing more for now'],
    ],
  );
  const ref = 'id, beginning of an id, or name';
  workflow
    .command('show')
    .description('its tasks, and who has them')
    .argument('[ref]', ref)
    .action((of: string | undefined, _flags, command: Command) =>
      acting(command, (context) => showWorkflow(context, of)),
    );
  workflow
    .command('report')
    .description('what was done, by whom, how it was proven, how it reaches main')
    .argument('[ref]', ref)
    .action((of: string | undefined, _flags, command: Command) =>
      acting(command, (context) => showReport(context, of)),
    );
  for (const [name, description] of workflowChanges) {
    workflow
      .command(name)
      .description(description)
      .argument('[ref]', ref)
      .option('--reason <text>', 'stands in the log', '')
      .action((of: string | undefined, { reason }: { reason: string }, command: Command) =>
        acting(command, (context) => changeWorkflow(context, name, { ref: of, reason })),
      );
  }
}

const workflowChanges = [
  ['pause', 'start nothing more; what runs goes on'],
  ['resume', 'go on after a pause'],
  ['cancel', 'end it; what is merged stays'],
] as const;

function addTask(program: Command, acting: Acting): void {
  const task = withExamples(program.command('task').description('look at tasks and steer them'), [
    ['atms task show T3', 'its attempts, checks and findings'],
    ['atms task logs T3', 'what the agent said'],
    ['atms task retry T3', 'open another attempt'],
  ]);
  const ref = 'id of the plan (in the newest workflow), id, or beginning of an id';
  task
    .command('show')
    .description('its attempts, checks and findings')
    .argument('<ref>', ref)
    .action((of: string, _flags, command: Command) =>
      acting(command, (context) => showTask(context, of)),
    );
  task
    .command('logs')
    .description('the transcript of its agent')
    .argument('<ref>', ref)
    .option('--attempt <n>', 'of this attempt (default: the last)', wholeNumber)
    .action((of: string, { attempt }: { attempt?: number }, command: Command) =>
      acting(command, (context) => taskLogs(context, of, attempt)),
    );
  for (const [name, description] of taskChanges) {
    task
      .command(name)
      .description(description)
      .argument('<ref>', ref)
      .option('--reason <text>', 'stands in the log', '')
      .action((of: string, { reason }: { reason: string }, command: Command) =>
        acting(command, (context) => changeTask(context, name, { ref: of, reason })),
      );
  }
}

const taskChanges = [
  ['retry', 'end the present attempt and open another one'],
  ['cancel', 'end it without its work'],
  ['pause', 'do not start it; what runs goes on'],
  ['resume', 'go on after a pause'],
] as const;

function addDeciding(program: Command, acting: Acting): void {
  const id = 'of an approval, a workflow, or a task that waits for a person';
  for (const [name, description] of decisions) {
    withExamples(
      program
        .command(name)
        .description(description)
        .argument('<id>', id)
        .option('--reason <text>', 'stands in the log', ''),
      [['atms status', 'shows what waits, with the ids']],
    ).action((of: string, { reason }: { reason: string }, command: Command) =>
      acting(command, (context) => decide(context, name, { ref: of, reason })),
    );
  }
}

const decisions = [
  ['approve', 'say yes: to a plan, or to what an agent asks for'],
  ['reject', 'say no: to a plan, to what an agent asks for; an escalated task fails'],
] as const;

function withExamples(command: Command, examples: readonly (readonly [string, string])[]): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`.trimEnd());
  return command.addHelpText('before', `Examples:\n${lines.join('\n')}\n`);
}

function contextOf(flags: GlobalFlags, surroundings: Surroundings): CommandContext {
  const { streams, environment, folder, invocation } = surroundings;
  const json = flags.json === true;
  const terminal = createTerminal(streams, { environment, colour: flags.color, forPrograms: json });
  return {
    terminal,
    colours: createColours(terminal.colour),
    folder: resolve(folder, flags.C ?? '.'),
    json,
    environment,
    debug: (environment['ATMS_DEBUG'] ?? '') !== '',
    atms: flags.C === undefined ? invocation : `${invocation} -C ${quoted(flags.C)}`,
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It has to be a whole number of at least 1.');
}
