import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

const printed: string[] = [];
const write = (text: string) => printed.push(text);
const program = createProgram(
  {
    streams: { stdin: {}, stdout: { write }, stderr: { write } },
    environment: {},
    folder: '/',
    version: '0.0.0',
    invocation: 'atms',
    openAtms: () => Promise.reject(new Error('Nothing is opened for a help')),
  },
  () => undefined,
);

function visibleBelow(command: Command): readonly Command[] {
  const below = command.createHelp().visibleCommands(command);
  return below.filter((one) => one.name() !== 'help').flatMap((one) => [one, ...visibleBelow(one)]);
}

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

const commands = [program, ...visibleBelow(program)].map((one) => [nameOf(one), one] as const);

describe('the help of every command', () => {
  it.each(commands)('of `%s` begins with examples and is short', (_, command) => {
    printed.length = 0;
    command.outputHelp();
    const help = printed.join('');
    expect(help).toMatch(/^Examples:\n {2}\S/);
    expect(help.split('\n').length).toBeLessThan(60);
  });

  it('has the commands that people look for', () => {
    const names = commands.map(([name]) => name);
    for (const name of ['workflow watch', 'agent test', 'events tail', 'deadletter redrive'])
      expect(names).toContain(`atms ${name}`);
    expect(names).not.toContain('atms redrive');
  });
});
