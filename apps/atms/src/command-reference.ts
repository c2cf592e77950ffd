/** The command line as Markdown, from what is declared: nothing is told twice. */
import type { Command, Option } from 'commander';
import { examplesOf } from './declarations/declaring.ts';

/** A section for each command, and in it those below it. */
export function commandReference(program: Command): string {
  return shown(program).map(sectionOf).join('\n\n');
}

/** Every command that people are shown, from the top down. */
export function shownCommands(program: Command): readonly Command[] {
  return shown(program).flatMap((command) => [command, ...shownCommands(command)]);
}

function shown(command: Command): readonly Command[] {
  const commands = command.createHelp().visibleCommands(command);
  return commands.filter((one) => one.name() !== 'help');
}

function sectionOf(command: Command): string {
  const below = shown(command);
  const parts = [
    `### ${command.name()}`,
    sentence(command.description()),
    below.length === 0 ? usageOf(command) : tableOf(below),
    examplesText([command, ...below]),
  ];
  return parts.join('\n\n');
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function usageOf(command: Command): string {
  const lines = detailsOf(command).map((line) => `- ${line}`);
  return [`\`${callOf(command)}\``, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

function tableOf(commands: readonly Command[]): string {
  const rows = commands.map(
    (command) => `| \`${callOf(command)}\` | ${cell(meaningOf(command))} |`,
  );
  return ['| command | what |', '| --- | --- |', ...rows].join('\n');
}

function callOf(command: Command): string {
  const words = command.registeredArguments.map((one) => {
    const name = one.name().toUpperCase() + (one.variadic ? '...' : '');
    return one.required ? name : `[${name}]`;
  });
  return [pathOf(command), ...words].join(' ');
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null
    ? command.name()
    : `${pathOf(parent)} ${command.name()}`;
}

function meaningOf(command: Command): string {
  return [command.description(), ...detailsOf(command)].join('<br>');
}

/** Arguments and options. */
function detailsOf(command: Command): readonly string[] {
  const args = command.registeredArguments
    .filter(({ description }) => description !== '')
    .map((one) => `${one.name().toUpperCase()}: ${one.description}${choices(one.argChoices)}`);
  const options = command.createHelp().visibleOptions(command);
  return [...args, ...options.filter(({ long }) => long !== '--help').map(optionText)];
}

function optionText(option: Option): string {
  return `\`${option.flags}\` ${option.description}${choices(option.argChoices)}`;
}

function choices(values: readonly string[] | undefined): string {
  return values === undefined ? '' : ` (${values.join(', ')})`;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

function examplesText(commands: readonly Command[]): string {
  const examples = commands.flatMap(examplesOf);
  const unique = [...new Map(examples.map((example) => [example[0], example])).values()];
  const width = Math.max(...unique.map(([line]) => line.length));
  const lines = unique.map(([line, meaning]) =>
    meaning === '' ? line : `${line.padEnd(width)}  # ${meaning}`,
  );
  return ['```', ...lines, '```'].join('\n');
}
