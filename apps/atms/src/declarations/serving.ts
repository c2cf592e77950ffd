import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { UpFlags } from '../commands/up.ts';
import { withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addServing(program: Command, acting: Acting): void {
  const up = program
    .command('up')
    .description('serve a repository: carry out what other terminals and programs ask for')
    .option('--repo <dir>', 'the repository to serve (default: that of -C or of this folder)')
    .option('--port <n>', 'where to listen, 0 for any free port (default: 4680)', portNumber);
  withExamples(up, [
    ['atms up', 'then, in another terminal: atms run plan.yaml'],
    ['atms up --repo ../shop --port 4681', 'a second repository beside it'],
    ['atms up --json', 'one line with the address, for programs'],
  ]).action((flags: UpFlags, command: Command) =>
    acting(command, async (context) => (await import('../commands/up.ts')).up(context, flags)),
  );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It has to be a whole number from 0 to 65535.');
}
