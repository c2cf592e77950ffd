import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { messageOf } from '@atms/eventsourcing';
import { stripControl } from '@atms/platform/process';
import { CommanderError } from 'commander';
import { withLists } from './declarations/planning.ts';
import { codeOf, exitCodeFor, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import type { Surroundings } from './program.ts';
import { quoted } from './quoted.ts';
import { oneLine } from './terminal.ts';

/**
 * The `atms` command.
 * @param argv what stands after `atms`
 * @returns the exit code; the caller ends the process with it when nothing is left to do
 */
export async function main(
  argv: readonly string[],
  overrides: Partial<Surroundings> = {},
): Promise<number> {
  const surroundings = { ...ownSurroundings(), ...overrides };
  endWhenNobodyReads();
  let exitCode: number = exitCodes.done;
  try {
    const program = createProgram(surroundings, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...withLists(argv)], { from: 'user' });
    return exitCode;
  } catch (error) {
    return failed(error, argv, surroundings);
  }
}

function ownSurroundings(): Surroundings {
  return {
    streams: process,
    environment: process.env,
    folder: process.cwd(),
    version: ownVersion(),
    invocation: ownInvocation(),
    // Loaded when it is needed: most ways to call `atms` wrongly, and the help, need no service.
    openAtms: async (options) => (await import('./compose.ts')).openAtms(options),
  };
}

/** There is no installation step, so mostly there is no `atms` in the PATH. */
function ownInvocation(): string {
  const [, script = 'atms'] = process.argv;
  if (!script.endsWith('.mjs')) return 'atms';
  const near = relative(process.cwd(), script);
  return `node ${quoted(near.startsWith('..') ? script : near)}`;
}

function failed(error: unknown, argv: readonly string[], surroundings: Surroundings): number {
  if (error instanceof CommanderError) return calledWrongly(error, argv, surroundings);
  const { streams, environment } = surroundings;
  // It may quote a plan, a branch or an agent.
  const message = stripControl(messageOf(error));
  streams.stderr.write(`atms: ${message}\n`);
  if (argv.includes('--json')) tellPrograms(surroundings, { code: codeOf(error), message });
  if ((environment['ATMS_DEBUG'] ?? '') !== '' && error instanceof Error) {
    streams.stderr.write(`${stripControl(error.stack ?? '')}\n`);
  }
  return exitCodeFor(error);
}

/** Commander has said its own messages; `--help` and `--version` end by an error with exit code 0. */
function calledWrongly(
  error: CommanderError,
  argv: readonly string[],
  surroundings: Surroundings,
): number {
  if (error.exitCode === 0) return exitCodes.done;
  // In place of a message it has a mark when it showed the help because no command was named.
  const said = error.code === 'commander.help' ? 'No command was named' : error.message;
  const message = oneLine(said.replace(/^error: /, ''));
  if (argv.includes('--json')) tellPrograms(surroundings, { code: 'usage', message });
  return exitCodes.usage;
}

function tellPrograms(
  { streams }: Surroundings,
  fault: { readonly code: string; readonly message: string },
): void {
  streams.stdout.write(`${JSON.stringify({ type: 'error', ...fault })}\n`);
}

/**
 * `atms task logs T3 | head` is no failure. What is said beside the data is not what the work is done for: when nobody
 * listens any more, it goes on.
 */
function endWhenNobodyReads(): void {
  process.stdout.once('error', (error) => {
    if (codeOf(error) === 'EPIPE') process.exit(exitCodes.done);
    process.stderr.write(`atms: The output cannot be written: ${messageOf(error)}\n`);
    process.exit(exitCodes.failed);
  });
  process.stderr.on('error', () => undefined);
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null || !('version' in found)) return 'unknown';
  return String(found.version);
}
