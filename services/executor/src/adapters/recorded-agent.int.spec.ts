import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

const program = fileURLToPath(new URL('./recorded-agent.mjs', import.meta.url));

type Message = Readonly<Record<string, unknown>>;

interface Ending {
  readonly messages: readonly Message[];
  /** The texts of what it said. */
  readonly output: readonly unknown[];
  readonly code: number | null;
  readonly signal: string | null;
}

interface Handling {
  readonly attempt?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What is written on stdin when the message comes; `undefined` writes nothing, null closes it. */
  readonly answer?: (message: Message) => object | null | undefined;
  /** Kills the process when the message comes. */
  readonly killAt?: (message: Message) => boolean;
}

let folder = '';
let workspace = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'atms-recorded-')));
  workspace = join(folder, 'workspace');
  mkdirSync(workspace);
});

afterEach(() => rmSync(folder, { recursive: true }));

const done = { claim: { outcome: 'done', summary: 'All well' } };
const file = (path: string) => readFileSync(join(workspace, path), 'utf8');
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: workspace, encoding: 'utf8' }).trim();

/** Replays attempts, each a list of steps, in the workspace. */
async function replay(
  attempts: readonly (readonly object[])[],
  how: Handling = {},
): Promise<Ending> {
  const session = join(folder, 'T1.yaml');
  writeFileSync(session, stringify({ task: 'T1', attempts }));
  const child = spawn(process.execPath, [program, session], {
    cwd: workspace,
    env: {
      ...process.env,
      ATMS_TASK: 'T1',
      ATMS_ATTEMPT: String(how.attempt ?? 1),
      ATMS_SPEED: '1000',
      ...how.env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const messages: Message[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    messages.push(message);
    const answer = how.answer?.(message);
    if (answer === null) child.stdin.end();
    else if (answer) child.stdin.write(`${JSON.stringify(answer)}\n`);
    if (how.killAt?.(message)) child.kill('SIGTERM');
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      const output = messages.filter(({ type }) => type === 'output').map(({ text }) => text);
      resolve({ messages, output, code, signal });
    });
  });
}

describe('a recorded agent', () => {
  it('says, waits, reports progress and usage, and ends with its claim', async () => {
    const usage = { inputTokens: 1200, outputTokens: 30, costUsd: 0.01 };
    const steps = [{ say: 'Hello' }, { wait: 5000 }, { progress: 50 }, { usage }, done];
    const { messages, code } = await replay([steps]);
    expect(messages).toEqual([
      { type: 'output', text: 'Hello' },
      { type: 'progress', percent: 50 },
      { type: 'usage', ...usage },
      { type: 'result', outcome: 'done', summary: 'All well' },
    ]);
    expect(code).toBe(0);
  });

  it('creates and edits files, and says what it did', async () => {
    const { output, code } = await replay([
      [
        { edit: { path: 'src/a.txt', find: '', replace: 'one\n' } },
        { edit: { path: 'src/a.txt', after: 'one', insert: 'two' } },
        { edit: { path: 'src/a.txt', find: 'one', replace: '1' } },
        { edit: { path: 'src/a.txt', find: '', replace: 'no', unless: '' } },
        done,
      ],
    ]);
    expect(file('src/a.txt')).toBe('1\ntwo\n');
    expect(output).toEqual([
      'created src/a.txt',
      'edited src/a.txt',
      'edited src/a.txt',
      'src/a.txt: already done',
    ]);
    expect(code).toBe(0);
  });

  it('ends with 1 and says which step and which context when an edit finds no place', async () => {
    writeFileSync(join(workspace, 'a.txt'), 'one\n');
    const edit = { path: 'a.txt', find: 'two', replace: '2' };
    const { messages, code } = await replay([[{ say: 'Hello' }, { edit }, done]]);
    expect(messages.at(-1)).toEqual({
      type: 'output',
      text: 'step 2: a.txt: the context was not found: "two"',
    });
    expect(code).toBe(1);
  });

  it('writes nothing outside its workspace, not even through a link', async () => {
    symlinkSync(folder, join(workspace, 'link'));
    for (const path of ['../x.txt', join(folder, 'x.txt'), 'link/x.txt']) {
      const { output, code } = await replay([[{ edit: { path, find: '', replace: 'x' } }, done]]);
      expect(output).toEqual([`step 1: ${path}: lies outside the workspace`]);
      expect(code).toBe(1);
    }
    expect(existsSync(join(folder, 'x.txt'))).toBe(false);
  });

  it('runs commands in the workspace, passes their output on and survives their failure', async () => {
    const { output, code } = await replay([[{ run: 'pwd; echo bad >&2; exit 3' }, done]]);
    // Two streams: which line of them comes first is open.
    expect(new Set(output)).toEqual(
      new Set(['$ pwd; echo bad >&2; exit 3', workspace, 'bad', 'ended with 3']),
    );
    expect(code).toBe(0);
  });

  it('ends with 1 when a command fails that must not', async () => {
    const { output, code } = await replay([[{ run: 'exit 3', must: true }, done]]);
    expect(output.at(-1)).toBe('step 1: "exit 3" had to succeed and ended with 3');
    expect(code).toBe(1);
  });

  it('replays the attempt that it is, and the last one when there are not so many', async () => {
    const attempts = [
      [{ say: 'first' }, done],
      [{ say: 'second' }, done],
    ];
    expect((await replay(attempts, { attempt: 1 })).output).toEqual(['first']);
    expect((await replay(attempts, { attempt: 2 })).output).toEqual(['second']);
    expect((await replay(attempts, { attempt: 7 })).output).toEqual(['second']);
  });

  it('may claim what is not so', async () => {
    const { messages } = await replay([
      [{ run: 'false' }, { claim: { outcome: 'done', summary: 'All tests pass' } }],
    ]);
    expect(messages.at(-1)).toEqual({ type: 'result', outcome: 'done', summary: 'All tests pass' });
  });

  it('may claim that it failed', async () => {
    const { messages, code } = await replay([
      [{ claim: { outcome: 'failed', summary: 'No idea' } }],
    ]);
    expect(messages).toEqual([{ type: 'result', outcome: 'failed', summary: 'No idea' }]);
    expect(code).toBe(0);
  });
});

describe('a recorded agent that asks for an approval', () => {
  const question = { ask: { action: 'network', detail: 'fetch the list' } };
  const steps = [question, { say: 'going on' }, done];
  const answering =
    (answer: object) =>
    ({ type, requestId }: Message) =>
      type === 'approval' ? { type, requestId, ...answer } : undefined;

  it('goes on when it is granted', async () => {
    const { messages, output, code } = await replay([steps], {
      answer: answering({ granted: true }),
    });
    expect(messages[0]).toEqual({
      type: 'approval',
      requestId: 'T1-1-1',
      action: 'network',
      detail: 'fetch the list',
    });
    expect(output).toEqual(['granted: network', 'going on']);
    expect(code).toBe(0);
  });

  it('claims failed with the reason when it is denied', async () => {
    const answer = answering({ granted: false, reason: 'not today' });
    const { messages, output, code } = await replay([steps], { answer });
    expect(output).toEqual([]);
    expect(messages.at(-1)).toEqual({
      type: 'result',
      outcome: 'failed',
      summary: 'network was denied (fetch the list): not today',
    });
    expect(code).toBe(0);
  });

  it('takes no answer but its own, and no yes but true', async () => {
    const others = new Map<unknown, object>([
      ['a', { type: 'approval', requestId: 'T1-1-2', granted: true }],
      ['b', { type: 'progress', requestId: 'T1-1-1', granted: true }],
      ['c', ['granted']],
    ]);
    const own = answering({ granted: 'yes' });
    const { messages, output } = await replay(
      [[{ say: 'a' }, { say: 'b' }, { say: 'c' }, ...steps]],
      { answer: (message) => others.get(message['text']) ?? own(message) },
    );
    expect(output).toEqual(['a', 'b', 'c']);
    expect(messages.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  it('asks each time anew', async () => {
    const { messages } = await replay([[question, question, done]], {
      answer: answering({ granted: true }),
    });
    const asked = messages.filter(({ type }) => type === 'approval');
    expect(asked.map(({ requestId }) => requestId)).toEqual(['T1-1-1', 'T1-1-2']);
  });

  it('counts as denied when nobody can answer any more', async () => {
    const { messages } = await replay([[question, question, done]], { answer: () => null });
    expect(messages.at(-1)).toMatchObject({
      outcome: 'failed',
      summary: 'network was denied (fetch the list): nobody is there to answer',
    });
  });
});

describe('a recorded agent that goes wrong', () => {
  it('kills itself in mid-task, and what it said and wrote before is there', async () => {
    const edit = { path: 'a.txt', find: '', replace: 'half' };
    const { output, code, signal } = await replay([[{ edit }, { kill: 'SIGKILL' }, done]]);
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
    expect(output).toEqual(['created a.txt']);
    expect(file('a.txt')).toBe('half');
  });

  it('crashes with the code that was recorded, without a result', async () => {
    const { messages, code } = await replay([[{ say: 'Oh' }, { crash: 7 }, done]]);
    expect(messages).toEqual([{ type: 'output', text: 'Oh' }]);
    expect(code).toBe(7);
  });

  it('hangs until somebody ends it', async () => {
    const { messages, signal } = await replay([[{ say: 'Hm' }, { hang: true }, done]], {
      killAt: ({ text }) => text === 'Hm',
    });
    expect(messages).toEqual([{ type: 'output', text: 'Hm' }]);
    expect(signal).toBe('SIGTERM');
  });

  it('leaves a process behind that is in a group of its own', async () => {
    const { output, code } = await replay([[{ daemon: true }, done]]);
    const pid = Number(/^daemon (\d+)$/.exec(String(output[0]))?.[1]);
    // Only the leader of a group gives the group its id, so this reaches it and nobody else.
    expect(process.kill(-pid, 'SIGKILL')).toBe(true);
    expect(code).toBe(0);
  });

  it('ends with 1 without a claim', async () => {
    const { output, code } = await replay([[{ say: 'Hello' }]]);
    expect(output).toEqual(['Hello', 'the session ended without a claim']);
    expect(code).toBe(1);
  });

  it('does nothing at all when any step of the attempt cannot be read', async () => {
    const edit = { path: 'a.txt', find: '', replace: 'x' };
    const { output, code } = await replay([[{ edit }, { wait: 'long' }, done]]);
    expect(output).toEqual(['step 2: expected a number from 0 up, not "long"']);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'a.txt'))).toBe(false);
  });
});

describe('a recorded agent that is hostile', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.name', 'Somebody');
    git('config', 'user.email', 'somebody@example.org');
    git('config', 'commit.gpgsign', 'false');
    git('commit', '--quiet', '--allow-empty', '--message=start');
  });

  it('moves a ref to a commit that nobody asked for', async () => {
    const before = git('rev-parse', 'main');
    const { code } = await replay([[{ 'move-ref': 'refs/heads/main' }, done]]);
    expect(code).toBe(0);
    expect(git('rev-parse', 'main')).not.toBe(before);
    expect(git('rev-parse', 'main^')).toBe(before);
  });

  it('writes a hook that git would run', async () => {
    await replay([[{ 'write-hook': 'post-checkout' }, done]]);
    expect(statSync(join(workspace, '.git/hooks/post-checkout')).mode & 0o111).toBe(0o111);
  });
});
