import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

/** What a command does, with its exit code. Loaded when it is called: `--help` needs none of the services. */
export type Act = (context: CommandContext) => Promise<number>;
export type Acting = (command: Command, act: Act) => Promise<void>;

export type Example = readonly [line: string, meaning: string];

const examplesBy = new WeakMap<Command, readonly Example[]>();

export function examplesOf(command: Command): readonly Example[] {
  return examplesBy.get(command) ?? [];
}

/** Examples come first in the help: each a line and its meaning. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  examplesBy.set(command, examples);
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`.trimEnd());
  return command.addHelpText('before', `Examples:\n${lines.join('\n')}\n`);
}

/** Examples that need no words beside what the command says of itself. */
export function addExamples(command: Command, lines: readonly string[]): Command {
  return withExamples(
    command,
    lines.map((line) => [line, ''] as const),
  );
}

/** Commands below this one that nobody gave examples get the plainest one: their own name with what they need. */
export function addMissingExamples(command: Command): void {
  for (const below of command.commands) {
    if (!examplesBy.has(below)) addExamples(below, [plainestLine(below)]);
    addMissingExamples(below);
  }
}

const samples: Readonly<Record<string, string>> = { ref: 'T3', task: 'T3', plan: 'plan.yaml' };

function plainestLine(command: Command): string {
  const needed = command.registeredArguments.filter(({ required }) => required);
  const words = needed.map(
    (one) => one.argChoices?.[0] ?? samples[one.name()] ?? one.name().toUpperCase(),
  );
  return [pathOf(command), ...words].join(' ');
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

export function reasonOption(): Option {
  return new Option('--reason <text>', 'stands in the log').default('', 'none');
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It has to be a whole number of at least 1.');
}

export function countFrom0(text: string): number {
  return text === '0' ? 0 : wholeNumber(text);
}
