/**
 * The demo's sessions on a plain git repository, without ATMS: what they do must hold by itself, before it can show
 * anything about who supervises them.
 */
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'services/executor/src/adapters/recorded-agent.mjs');

export const example = (path: string): string => readFileSync(join(root, 'examples', path), 'utf8');

export interface Ending {
  /** What it claims; undefined when it ended without a claim. */
  readonly outcome: unknown;
  readonly summary: unknown;
  readonly code: number | null;
  readonly signal: string | null;
  /** The actions that it asked an approval for; all are granted. */
  readonly asked: readonly unknown[];
}

export interface Check {
  readonly passed: boolean;
  readonly output: string;
}

export interface DemoRepository {
  /** Plays one attempt in the working tree and commits what it leaves. */
  readonly play: (task: string, attempt: number) => Promise<Ending>;
  readonly git: (...args: readonly string[]) => string;
  /** Whether `git merge-tree` finds a conflict between two commits. */
  readonly conflicts: (one: string, other: string) => boolean;
  /** Paths that differ between two commits. */
  readonly changed: (from: string, to: string) => readonly string[];
  /** Runs an npm script in the working tree. */
  readonly npm: (script: string) => Promise<Check>;
  readonly close: () => void;
}

/** A fresh repository of the auth-service, its dependencies installed. Slow: it runs `npm ci`. */
export function openDemoRepository(): DemoRepository {
  const folder = mkdtempSync(join(tmpdir(), 'atms-demo-sessions-'));
  cpSync(join(root, 'examples/auth-service'), folder, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules',
  });
  // Whoever runs this may sign their commits or have hooks.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Demo');
  git('config', 'user.email', 'demo@example.org');
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', `--message=${message}`);
  };
  commit('Start');
  execFileSync('npm', ['ci'], { cwd: folder, stdio: 'ignore' });
  return {
    git,
    play: async (task, attempt) => {
      const ending = await replay(folder, task, attempt);
      commit(`${task} attempt ${attempt}`);
      return ending;
    },
    conflicts: (one, other) => {
      const merge = ['merge-tree', '--write-tree', one, other];
      return spawnSync('git', merge, { cwd: folder }).status === 1;
    },
    changed: (from, to) => git('diff', '--name-only', from, to).split('\n').filter(Boolean),
    npm: (script) => runScript(folder, script),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runScript(cwd: string, script: string): Promise<Check> {
  return new Promise((resolve) => {
    execFile('npm', ['run', script], { cwd }, (error, output) => {
      resolve({ passed: error === null, output });
    });
  });
}

function replay(cwd: string, task: string, attempt: number): Promise<Ending> {
  const child = spawn(
    process.execPath,
    [program, join(root, `examples/demo/sessions/${task}.yaml`)],
    {
      cwd,
      env: {
        ...process.env,
        ATMS_TASK: task,
        ATMS_ATTEMPT: String(attempt),
        ATMS_SPEED: '1000',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let result: Readonly<Record<string, unknown>> = {};
  const asked: unknown[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (message['type'] === 'result') result = message;
    if (message['type'] !== 'approval') return;
    asked.push(message['action']);
    const { type, requestId } = message;
    child.stdin.write(`${JSON.stringify({ type, requestId, granted: true })}\n`);
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ outcome: result['outcome'], summary: result['summary'], code, signal, asked });
    });
  });
}
