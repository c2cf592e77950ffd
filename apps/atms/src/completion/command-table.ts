import type { Argument, Command, Option } from 'commander';

/** What may be completed at one place of the command line, such as after `atms task`. */
export interface CompletionPlace {
  /** The words of the command, without `atms`: `''`, `task`, `task show`. */
  readonly path: string;
  readonly subcommands: readonly string[];
  readonly options: readonly CompletionOption[];
  /** What its first argument names, where that can be listed. */
  readonly reference: ReferenceKind | undefined;
  /** Of an argument that has only these values. */
  readonly choices: readonly string[];
}

export interface CompletionOption {
  /** Such as `--attempt`: the long one where there is one. */
  readonly name: string;
  /** Such as `-n`, beside a long one. */
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** `file` is completed by the shell, the others by asking ATMS. */
export type ReferenceKind = 'workflow' | 'task' | 'agent' | 'waiting' | 'file';

/** Every place of a program, the top first. What is hidden is not completed. */
export function completionPlaces(program: Command): readonly CompletionPlace[] {
  const ofTop = ['--help', '--version'];
  const everywhere = optionsOf(program).filter(({ name }) => !ofTop.includes(name));
  return placesBelow(program, [], everywhere);
}

function placesBelow(
  command: Command,
  path: readonly string[],
  everywhere: readonly CompletionOption[],
): readonly CompletionPlace[] {
  const below = visibleOf(command);
  const own = optionsOf(command);
  const place: CompletionPlace = {
    path: path.join(' '),
    subcommands: below.map((one) => one.name()),
    options: path.length === 0 ? own : [...own, ...everywhere],
    reference: referenceOf(path, command.registeredArguments[0]),
    choices: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  };
  return [place, ...below.flatMap((one) => placesBelow(one, [...path, one.name()], everywhere))];
}

/** The help of a group is asked for at the top. */
function visibleOf(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return command.parent === null ? visible : visible.filter((one) => one.name() !== 'help');
}

function optionsOf(command: Command): readonly CompletionOption[] {
  return command.createHelp().visibleOptions(command).map(asOption);
}

function asOption(option: Option): CompletionOption {
  const { long, short, description, required, optional, argChoices } = option;
  return {
    name: long ?? short ?? '',
    short: long === undefined ? undefined : short,
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}

const fileArguments: readonly string[] = ['plan', 'file'];
const referenceOfFirst: Readonly<Record<string, ReferenceKind>> = {
  workflow: 'workflow',
  task: 'task',
  why: 'task',
  queue: 'task',
  agent: 'agent',
  approve: 'waiting',
  reject: 'waiting',
};

function referenceOf(
  path: readonly string[],
  argument: Argument | undefined,
): ReferenceKind | undefined {
  if (argument === undefined || argument.argChoices !== undefined) return undefined;
  if (fileArguments.includes(argument.name())) return 'file';
  return referenceOfFirst[path[0] ?? ''];
}
