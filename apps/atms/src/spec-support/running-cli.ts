import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../../bin/atms.mjs', import.meta.url));

export interface CliEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly pid: number;
  readonly ended: Promise<CliEnd>;
  /**
   * Resolves as soon as what it has said on stderr matches.
   * @throws Error when it ends without having said it
   */
  said(pattern: RegExp): Promise<void>;
  /** The same of stdout. */
  printed(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** The command line as a process of its own, without a terminal. */
export function startCli(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): RunningCli {
  const child = spawn(process.execPath, [bin, ...argv], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = new Promise<CliEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...written }));
  });
  const heard = (stream: 'stdout' | 'stderr', pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(written[stream])) resolve();
      };
      look();
      child[stream].on('data', look);
      child.on('close', () => reject(new Error(`It never said ${pattern}:\n${written[stream]}`)));
    });
  const said = (pattern: RegExp) => heard('stderr', pattern);
  const printed = (pattern: RegExp) => heard('stdout', pattern);
  return { pid: child.pid ?? 0, ended, said, printed, kill: (signal) => child.kill(signal) };
}
