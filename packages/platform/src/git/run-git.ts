import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { ownGitEnvironment, ownSettingArguments } from './environment.ts';
import { GitError } from './git-error.ts';

/** One call of git. Without more, every exit code but 0 is a GitError. */
export interface GitCall {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Added to the clean environment of our own calls. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Stop after this much output and say so in `truncated`, instead of failing. */
  readonly maxBytes?: number;
  /** Exit codes besides 0 that are answers and not failures. */
  readonly answers?: readonly number[];
  /** After it git is ended; ten minutes when absent. */
  readonly timeoutMs?: number;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/**
 * Where a repository is: the top of the user's checkout, and the git folder that all its worktrees
 * share.
 */
export interface RepositoryPlace {
  readonly top: string;
  readonly commonDir: string;
}

const biggestOutputBytes = 256 * 1024 * 1024;
const worktreeRaceTries = 20;

/** Longer than the checkout of any repository takes, and shorter than a person waits who is told nothing. */
const longestMs = 10 * 60_000;

/**
 * Runs git with our settings and nothing of the caller's environment but an allow-list.
 * @throws GitError `git-missing`, `folder-missing`, `git-failed`, `git-hangs`
 */
export async function runGit(call: GitCall): Promise<GitAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await runOnce(call);
    if (!metHalfMadeWorktree(answer) || tries === worktreeRaceTries)
      return answerOrThrow(call, answer);
    await delay(tries * 5);
  }
}

/** The output of a call as one line, without its line end. */
export async function gitLine(call: GitCall): Promise<string> {
  return (await runGit(call)).stdout.replace(/\n$/, '');
}

/** The output of a `-z` call as a list. */
export async function gitList(call: GitCall): Promise<readonly string[]> {
  return splitNul((await runGit(call)).stdout);
}

export function splitNul(text: string): readonly string[] {
  return text.split('\0').filter((part) => part !== '');
}

/** A `git-failed` error for an answer that the caller cannot use. */
export function gitFailed(call: GitCall, answer: GitAnswer): GitError {
  const said = answer.stderr.trim();
  return new GitError({
    code: 'git-failed',
    message:
      `'git ${call.args.join(' ')}' in ${call.cwd} failed with exit code ${answer.exitCode}` +
      `${said === '' ? ' and said nothing' : `: ${said}`}. Run it there by hand to see more; ATMS can be started again.`,
    stderr: answer.stderr,
  });
}

async function runOnce(call: GitCall): Promise<GitAnswer> {
  const result = await execa('git', [...ownSettingArguments(), ...call.args], {
    cwd: call.cwd,
    env: { ...ownGitEnvironment(process.env), ...call.env },
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    timeout: call.timeoutMs ?? longestMs,
    forceKillAfterDelay: 2_000,
    input: call.input ?? '',
    maxBuffer: { stdout: call.maxBytes ?? biggestOutputBytes, stderr: biggestOutputBytes },
  });
  const truncated = result.isMaxBuffer && call.maxBytes !== undefined;
  if (result.timedOut) throw tookTooLong(call);
  if (result.exitCode === undefined && !truncated) throw neverEnded(call, result);
  return {
    exitCode: result.exitCode ?? 0,
    stdout: decode(result.stdout, truncated),
    stderr: decode(result.stderr, false),
    truncated,
  };
}

function answerOrThrow(call: GitCall, answer: GitAnswer): GitAnswer {
  if (answer.exitCode === 0 || call.answers?.includes(answer.exitCode) === true) return answer;
  throw gitFailed(call, answer);
}

/**
 * Git reads the list of worktrees in many commands and dies when another process is just adding one
 * ("failed to read .../commondir: Success"). It dies before it changes anything, so the same call
 * can simply be made again.
 */
function metHalfMadeWorktree(answer: GitAnswer): boolean {
  return (
    answer.exitCode === 128 && /failed to read \S*worktrees\/.*\/commondir/.test(answer.stderr)
  );
}

interface BrokenResult {
  readonly code?: string | undefined;
  readonly signal?: string | undefined;
  readonly message?: string | undefined;
}

function neverEnded(call: GitCall, result: BrokenResult): GitError {
  if (result.code !== 'ENOENT') {
    return new GitError({
      code: 'git-failed',
      message: `'git ${call.args.join(' ')}' in ${call.cwd} did not end by itself: ${result.signal ?? result.message ?? 'unknown reason'}. Try again.`,
      cause: result,
    });
  }
  return existsSync(call.cwd) ? gitMissing(result) : folderMissing(call.cwd);
}

/** Nobody is there whom it could ask, and a lock that nobody gives back is waited for in vain. */
function tookTooLong(call: GitCall): GitError {
  const seconds = Math.round((call.timeoutMs ?? longestMs) / 1000);
  return new GitError({
    code: 'git-hangs',
    message: `'git ${call.args.join(' ')}' in ${call.cwd} was ended because it took longer than ${seconds} s. It may wait for a disk, a lock, a filter or a password: run it there by hand to see what for.`,
  });
}

function gitMissing(cause: unknown): GitError {
  return new GitError({
    code: 'git-missing',
    message:
      'git could not be started: there is no git on the PATH. Install git 2.38 or newer and start again.',
    cause,
  });
}

function folderMissing(path: string): GitError {
  return new GitError({
    code: 'folder-missing',
    message: `git could not be started in ${path}: that folder does not exist. Name a folder of a git repository.`,
  });
}

/** Bytes that are not UTF-8 become U+FFFD; a character cut in two by truncation is left out. */
function decode(bytes: Uint8Array, truncated: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: truncated });
}
