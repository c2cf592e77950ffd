import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandReference, shownCommands } from './command-reference.ts';
import { examplesOf } from './declarations/declaring.ts';
import { declareCommands } from './program.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = `${root}docs/command-line.md`;
const [begin, end] = ['<!-- commands -->', '<!-- end of commands -->'];

const called: string[] = [];
const quiet = () => undefined;
const declared = () =>
  declareCommands(
    {
      streams: { stdin: {}, stdout: { write: quiet }, stderr: { write: quiet } },
      version: '0.0.0',
      invocation: 'atms',
    },
    async (command) => void called.push(command.name()),
  );

/** As a shell would split it, up to a pipe, a redirection or a comment. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => /^(?:#.*|\||&&|;|>.*|<.*)$/.test(word));
  const own = end < 0 ? words : words.slice(0, end);
  return own.slice(1).map((word) => word.replaceAll(/["']/g, ''));
}

/** @returns why the line is no call, undefined when it is one, or names a command without its arguments */
async function faultIn(line: string): Promise<string | undefined> {
  called.length = 0;
  try {
    await declared().parseAsync([...wordsOf(line)], { from: 'user' });
    return called.length === 1 ? undefined : `${line}: calls nothing`;
  } catch (error) {
    if (error instanceof CommanderError && isName(error)) return undefined;
    return `${line}: ${String(error)}`;
  }
}

function isName({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.missingArgument' || code === 'commander.help';
}

async function faultsIn(lines: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const line of lines) faults.push(...[(await faultIn(line)) ?? []].flat());
  return faults;
}

describe('the page of the command line', () => {
  it('tells what is declared; to write it anew, run this spec with --update', async () => {
    const text = await readFile(page, 'utf8');
    const before = text.slice(0, text.indexOf(begin) + begin.length);
    const after = text.slice(text.indexOf(end));
    const whole = `${before}\n\n${commandReference(declared())}\n\n${after}`;
    expect(text).toContain(begin);
    await expect(whole).toMatchFileSnapshot(page);
  });
});

describe('every example', () => {
  it('in the help is a call that there is', async () => {
    const program = declared();
    const lines = [program, ...shownCommands(program)].flatMap(examplesOf).map(([line]) => line);
    expect(lines.length).toBeGreaterThan(40);
    expect(await faultsIn(lines.filter((line) => line.startsWith('atms ')))).toEqual([]);
  });

  it('in README and docs is a call that there is', async () => {
    const names = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md'));
    const pages = [`${root}README.md`, ...names.map((name) => `${root}docs/${name}`)];
    const texts = await Promise.all(pages.map((one) => readFile(one, 'utf8')));
    const lines = texts.flatMap((text) => [
      ...[...text.matchAll(/`(atms [a-z][^`\n]*)`/g)].map(([, line = '']) => line),
      ...[...text.matchAll(/^(atms [a-z].*)$/gm)].map(([, line = '']) => line),
    ]);
    expect(lines.length).toBeGreaterThan(30);
    expect(await faultsIn(lines)).toEqual([]);
  });

  it('that is none is found', async () => {
    expect(await faultsIn(['atms tsak show T3', 'atms task show T3 --nope'])).toHaveLength(2);
  });
});
