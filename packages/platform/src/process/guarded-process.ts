import { openGuardLink, type GuardLink } from './guard-link.ts';
import type { CommandEnd, GuardReport } from './guard-protocol.ts';
import { carriesCookie, COOKIE_VARIABLE, killFamily, sendSignal } from './process-scan.mjs';
import { createTimeLimit, longestTimerMs, type TimeLimit } from './time-limit.ts';

export { COOKIE_VARIABLE };

export interface GuardedProcessOptions {
  /** A text is run by `sh -c`. */
  readonly command: string | readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment, to which the cookie is added. */
  readonly env: Readonly<Record<string, string>>;
  /** `<data directory's id>/<task>/<attempt>`, without white space. What carries it ends with the process. */
  readonly cookie: string;
  readonly stdin?: 'ignore' | 'pipe';
  readonly timeoutMs?: number;
  /** Of both streams together; what goes beyond is not delivered. 16 MiB unless told otherwise. */
  readonly maxOutputBytes?: number;
  /** Between SIGTERM and SIGKILL after `kill`, an abort or the time-out; 5 s unless told otherwise. */
  readonly graceMs?: number;
  /** How long after that the guard may take to say that all is over, before it is killed itself; 15 s unless told otherwise. */
  readonly guardAnswerMs?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

/** `signalled` names a signal that others sent; what we ended ourselves is `timed-out`, `output-limit` or `killed`. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'output-limit' }
  | { readonly kind: 'killed'; readonly reason: string }
  | { readonly kind: 'failed-to-start'; readonly message: string }
  | { readonly kind: 'guard-lost' };

export interface GuardedProcess {
  /** Of the command, not of its guard; undefined when it never started. */
  readonly pid: Promise<number | undefined>;
  /** Never rejects. Resolves when nothing that the command started is alive and all its output was delivered. */
  readonly ended: Promise<ProcessEnd>;
  /** Writes the text and a line feed. Nothing happens when the process is dead or was started without an input. */
  write(line: string): void;
  closeInput(): void;
  /** Its time limit stands still, say while a person is asked, until it was resumed as often as it was paused. */
  pauseTimeLimit(): void;
  resumeTimeLimit(): void;
  /** SIGTERM, and SIGKILL after the grace. The first reason stands. */
  kill(reason: string): void;
}

const DEFAULT_MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const DEFAULT_GRACE_MS = 5_000;
const DEFAULT_GUARD_ANSWER_MS = 15_000;

/**
 * Starts a command under a guard process. When we die, by SIGKILL too, the guard kills the command and what it started.
 *
 * @throws RangeError for a cookie that could not be found again
 */
export function startGuarded(options: GuardedProcessOptions): GuardedProcess {
  if (!/^\S+$/.test(options.cookie)) {
    throw new RangeError(
      `a cookie is a text without white space, not ${JSON.stringify(options.cookie)}`,
    );
  }
  return new GuardedCommand(options);
}

/**
 * Owns one guard, its link and the timers. The guard decides when all is over; here is decided why.
 *
 * 1. The first cause to stop it stands; once the command has ended by itself only the output limit is still one.
 * 2. `ended` resolves after the guard is gone, or, if that was lost, after our own sweep; never before the last output.
 */
class GuardedCommand implements GuardedProcess {
  readonly pid: Promise<number | undefined>;
  readonly ended: Promise<ProcessEnd>;
  readonly #options: GuardedProcessOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #timeLimit: TimeLimit | undefined;
  #link: Promise<GuardLink> | undefined;
  #settlePid: (pid: number | undefined) => void = () => {};
  #commandPid: number | undefined;
  #outputBytes = 0;
  #stop: ProcessEnd | undefined;
  #exited = false;
  #concluded = false;
  #lastWord: ProcessEnd | undefined;

  constructor(options: GuardedProcessOptions) {
    this.#options = options;
    const overtime = () => this.#stopFor({ kind: 'timed-out' }, this.#graceMs);
    if (options.timeoutMs !== undefined)
      this.#timeLimit = createTimeLimit(options.timeoutMs, overtime);
    this.pid = new Promise((resolve) => (this.#settlePid = resolve));
    this.ended = this.#run();
  }

  write(line: string): void {
    void this.#link?.then(({ stdin }) => stdin?.write(`${line}\n`));
  }

  closeInput(): void {
    void this.#link?.then(({ stdin }) => stdin?.end());
  }

  pauseTimeLimit(): void {
    this.#timeLimit?.pause();
  }

  resumeTimeLimit(): void {
    this.#timeLimit?.resume();
  }

  kill(reason: string): void {
    this.#stopFor({ kind: 'killed', reason }, this.#graceMs);
  }

  get #graceMs(): number {
    return this.#options.graceMs ?? DEFAULT_GRACE_MS;
  }

  async #run(): Promise<ProcessEnd> {
    const { signal, stdin } = this.#options;
    const onAbort = () => this.kill(describe(signal?.reason));
    if (signal?.aborted) {
      onAbort();
      return this.#conclude();
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#link = openGuardLink(stdin ?? 'ignore', {
      report: (report) => this.#onReport(report),
      output: (chunk, stream) => this.#onOutput(chunk, stream),
    });
    await this.#follow(await this.#link);
    signal?.removeEventListener('abort', onAbort);
    return this.#conclude();
  }

  #conclude(): ProcessEnd {
    this.#concluded = true;
    this.#timers.forEach(clearTimeout);
    this.#timeLimit?.clear();
    this.#settlePid(undefined);
    if (this.#lastWord?.kind === 'failed-to-start') return this.#lastWord;
    return this.#stop ?? this.#lastWord ?? { kind: 'guard-lost' };
  }

  async #follow(link: GuardLink): Promise<void> {
    const { command, cwd, env, cookie } = this.#options;
    const argv = typeof command === 'string' ? (['sh', '-c', command] as const) : command;
    link.send({ start: { command: argv, cwd, env: withCookieLast(env, cookie), cookie } });
    await link.closed;
    if (this.#lastWord === undefined) await this.#sweepInPlaceOfGuard();
    await link.drained();
  }

  #onReport(report: GuardReport): void {
    if ('started' in report) this.#settlePid((this.#commandPid = report.started));
    else if ('exited' in report) this.#exited = true;
    else if ('ended' in report) this.#lastWord = endOf(report.ended);
    else this.#lastWord = { kind: 'failed-to-start', message: report.failed };
  }

  #onOutput(chunk: Buffer, stream: 'stdout' | 'stderr'): void {
    const room = (this.#options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES) - this.#outputBytes;
    this.#outputBytes += chunk.length;
    if (room > 0) this.#options.onOutput?.(chunk.subarray(0, room), stream);
    // No grace: it would go on flooding.
    if (chunk.length > room) this.#stopFor({ kind: 'output-limit' }, 0);
  }

  #stopFor(end: ProcessEnd, graceMs: number): void {
    const tooLate = this.#exited && end.kind !== 'output-limit';
    if (this.#stop !== undefined || this.#concluded || tooLate) return;
    this.#stop = end;
    // An agent can stop or starve its own guard; its attempt must end nevertheless.
    const { guardAnswerMs = DEFAULT_GUARD_ANSWER_MS } = this.#options;
    this.#after(graceMs + guardAnswerMs, () => void this.#link?.then((link) => link.abandon()));
    void this.#link?.then((link) => link.send({ kill: { graceMs } }));
  }

  #after(delayMs: number, act: () => void): void {
    this.#timers.push(setTimeout(act, Math.min(delayMs, longestTimerMs)));
  }

  async #sweepInPlaceOfGuard(): Promise<void> {
    const session = this.#commandPid;
    if (session !== undefined) sendSignal(-session, 'SIGKILL');
    const carries = carriesCookie(this.#options.cookie);
    await killFamily((candidate) => candidate.session === session || carries(candidate));
  }
}

/** Last, because a program that writes its title over its arguments (redis, nginx) overwrites the environment's front. */
function withCookieLast(
  env: Readonly<Record<string, string>>,
  cookie: string,
): Record<string, string> {
  const { [COOKIE_VARIABLE]: _replaced, ...others } = env;
  return { ...others, [COOKIE_VARIABLE]: cookie };
}

function endOf({ exitCode, signal }: CommandEnd): ProcessEnd {
  if (signal !== null) return { kind: 'signalled', signal };
  return { kind: 'exited', exitCode: exitCode ?? 0 };
}

function describe(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
