import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { drain } from './drain.ts';
import { guardReport, type GuardOrder, type GuardReport } from './guard-protocol.ts';
import { onEachMessage } from './ndjson.mjs';
import { openOutputPipes, type OutputPipes } from './output-pipes.ts';

export interface GuardListener {
  report(report: GuardReport): void;
  output(chunk: Buffer, stream: 'stdout' | 'stderr'): void;
}

/** A guard process as seen from here. Nothing in it throws or rejects because the guard is gone. */
export interface GuardLink {
  send(order: GuardOrder): void;
  /** The command's standard input, if it was asked for. */
  readonly stdin: Writable | null;
  /** The guard is gone and has reported all that it ever will. Output may still be on its way. */
  readonly closed: Promise<void>;
  /** After `closed`: waits until all output was delivered. */
  drained(): Promise<void>;
  /** SIGKILL to the guard itself, for one that no longer answers. */
  abandon(): void;
}

const GUARD = fileURLToPath(new URL('guard.mjs', import.meta.url));

const NO_LINK: GuardLink = {
  send: () => {},
  stdin: null,
  closed: Promise.resolve(),
  drained: () => Promise.resolve(),
  abandon: () => {},
};

/** Starts a guard without an order. One that cannot be started reports `failed`. */
export async function openGuardLink(
  stdin: 'ignore' | 'pipe',
  listener: GuardListener,
): Promise<GuardLink> {
  const pipes = await openOutputPipes();
  try {
    return linkTo(spawnGuard(stdin, pipes), pipes, listener);
  } catch (error) {
    pipes?.stdout.reader.destroy();
    pipes?.stderr.reader.destroy();
    listener.report({ failed: guardNotStarted(error) });
    return NO_LINK;
  }
}

function spawnGuard(stdin: 'ignore' | 'pipe', pipes: OutputPipes | undefined): ChildProcess {
  const writers = pipes && [pipes.stdout.writerFd, pipes.stderr.writerFd];
  const stdio: StdioOptions = [stdin, ...(writers ?? ['pipe' as const, 'pipe' as const]), 'pipe'];
  const env = guardEnvironment();
  try {
    return spawn(process.execPath, [GUARD], { cwd: '/', detached: true, env, stdio });
  } finally {
    writers?.forEach((fd) => closeSync(fd));
  }
}

/** Only what it takes to find `ps` and the libraries of Node: the guard carries no cookie and no loader. */
function guardEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return {
    ...(PATH !== undefined && { PATH }),
    ...(LD_LIBRARY_PATH !== undefined && { LD_LIBRARY_PATH }),
  };
}

function linkTo(
  guard: ChildProcess,
  pipes: OutputPipes | undefined,
  listener: GuardListener,
): GuardLink {
  const out = pipes?.stdout.reader ?? guard.stdout;
  const err = pipes?.stderr.reader ?? guard.stderr;
  const stdout = deliver(out, (chunk) => listener.output(chunk, 'stdout'));
  const stderr = deliver(err, (chunk) => listener.output(chunk, 'stderr'));
  const control = controlOf(guard, listener);
  return {
    send: (order) => void (control?.writable && control.write(`${JSON.stringify(order)}\n`)),
    stdin: withoutErrors(guard.stdin),
    closed: whenClosed(guard, control, listener),
    drained: async () => void (await Promise.all([drain(stdout), drain(stderr)])),
    abandon: () => void guard.kill('SIGKILL'),
  };
}

function deliver(stream: Readable | null, onData: (chunk: Buffer) => void): Readable | null {
  return withoutErrors(stream)?.on('data', onData) ?? null;
}

/** Reading from and writing to the dead is no fault. */
function withoutErrors<Stream extends NodeJS.EventEmitter>(stream: Stream | null): Stream | null {
  return stream?.on('error', () => {}) ?? null;
}

/** Undefined when the guard could not be started. */
function controlOf(guard: ChildProcess, listener: GuardListener): Socket | undefined {
  const control = guard.stdio?.[3];
  if (!(control instanceof Socket)) return undefined;
  withoutErrors(control);
  onEachMessage(control, (message) => listener.report(guardReport.parse(message)));
  return control;
}

async function whenClosed(
  guard: ChildProcess,
  control: Socket | undefined,
  listener: GuardListener,
): Promise<void> {
  const controlClosed = control && new Promise((resolve) => control.once('close', resolve));
  await new Promise<void>((resolve) => {
    guard.once('exit', () => resolve());
    guard.once('error', (error) => {
      listener.report({ failed: guardNotStarted(error) });
      resolve();
    });
  });
  await controlClosed;
}

function guardNotStarted(error: unknown): string {
  return `cannot start a guard process: ${error instanceof Error ? error.message : String(error)}`;
}
