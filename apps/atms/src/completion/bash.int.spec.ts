import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Argument, Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionPlaces } from './command-table.ts';
import { completionScript, shells } from './scripts.ts';

const run = promisify(execFile);

/** As the real one is made, but small. */
function smallProgram(): Command {
  const program = new Command('atms').option('--json', 'for programs').option('-C <dir>', 'there');
  program.command('run').argument('<plan>');
  program.command('hidden', { hidden: true });
  const task = program.command('task');
  task.command('show').argument('<ref>').option('-n, --lines <n>', 'lines');
  task.command('retry').argument('<ref>');
  const format = new Option('--format <format>', 'format').choices(['markdown', 'html']);
  program.command('report').addOption(format);
  program.command('shell').addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh']));
  return program;
}

describe('the completion of bash', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-completion-'));
    const places = completionPlaces(smallProgram());
    for (const shell of shells)
      await writeFile(join(folder, shell), completionScript(shell, places));
    await writeFile(join(folder, 'plan.yaml'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What a real bash offers for the last of the words; ATMS itself answers with its question. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const script = `
      atms() { [ "$1" = __complete ] && echo "T1 T2 $2"; }
      . ./bash
      COMP_WORDS=(atms "$@"); COMP_CWORD=$#
      _atms
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['-c', script, 'bash', ...words], { cwd: folder });
    return stdout.split('\n').filter((line) => line !== '');
  }

  it.each([
    ['the commands, without the hidden ones', [''], ['run', 'task', 'report', 'shell', 'help']],
    ['the commands that begin so', ['re'], ['report']],
    ['the commands of a group', ['task', ''], ['show', 'retry']],
    ['ids, asked for', ['task', 'show', 'T'], ['T1', 'T2']],
    ['behind options with values', ['-C', 'task', 'task', 'show', '-n', '5', 't'], ['task']],
    ['the options of a command', ['task', 'show', '--l'], ['--lines']],
    ['the options of every command', ['--json', 'task', 'show', '--j'], ['--json']],
    ['the values of an option', ['report', '--format', ''], ['markdown', 'html']],
    ['the values of an argument', ['shell', 'z'], ['zsh']],
    ['files', ['run', 'pl'], ['plan.yaml']],
  ])('offers %s', async (_, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it.each(['zsh', 'fish'])('has a script that %s can read, where there is one', async (shell) => {
    const isThere = await run(shell, ['-c', 'true']).then(
      () => true,
      () => false,
    );
    if (isThere) await run(shell, ['-n', join(folder, shell)]);
  });
});
