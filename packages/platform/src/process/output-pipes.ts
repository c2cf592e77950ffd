import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One pipe from a process: the end that we read, and the descriptor that it is started with. */
export interface OutputPipe {
  readonly reader: Socket;
  readonly writerFd: number;
}

export type OutputPipes = Readonly<Record<'stdout' | 'stderr', OutputPipe>>;

/**
 * Real pipes, which Node does not make: its own are sockets, and on Linux a socket cannot be opened by name, so that
 * `echo oops > /dev/stderr` would fail in a command that works in every terminal. Not for standard input: to open a
 * named pipe whose writer has gone waits for ever.
 *
 * @returns undefined where that is not possible (no `mkfifo`, no temporary folder) or not needed (not on Linux); the
 * caller then takes Node's. The caller closes each `writerFd` after the process has started.
 */
export async function openOutputPipes(): Promise<OutputPipes | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    return await openInTemporaryFolder();
  } catch {
    return undefined;
  }
}

async function openInTemporaryFolder(): Promise<OutputPipes> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-pipes-'));
  try {
    const [out, err] = [join(folder, 'stdout'), join(folder, 'stderr')];
    await promisify(execFile)('mkfifo', [out, err]);
    return openBoth(out, err);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All four descriptors or, when they run out, none. */
function openBoth(out: string, err: string): OutputPipes {
  const fds: number[] = [];
  try {
    for (const path of [out, err]) {
      // A reader that does not wait for a writer lets the writer be opened without waiting, too.
      fds.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
      fds.push(openSync(path, constants.O_WRONLY));
    }
  } catch (error) {
    fds.forEach((fd) => closeSync(fd));
    throw error;
  }
  const [outReader = -1, outWriter = -1, errReader = -1, errWriter = -1] = fds;
  return { stdout: pipe(outReader, outWriter), stderr: pipe(errReader, errWriter) };
}

function pipe(readerFd: number, writerFd: number): OutputPipe {
  return { reader: new Socket({ fd: readerFd, readable: true, writable: false }), writerFd };
}
