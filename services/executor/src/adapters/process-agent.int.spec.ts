import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { allowedEnvironment } from '@atms/platform/process';
import { openedPerTest, taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { AgentUpdate, AttemptJob } from '../agent.ts';
import { outcomeOf, runProgram } from './process-agent.ts';

async function createBench() {
  const folder = await mkdtemp(join(tmpdir(), 'atms-process-agent-'));
  const job = (name: string): AttemptJob => ({
    workflowId: 'W',
    taskId: 'T1',
    attempt: 1,
    spec: taskSpec(),
    worktree: folder,
    contextFile: join(folder, 'context.json'),
    env: allowedEnvironment(process.env, {}),
    cookie: `${basename(folder)}/${name}/1`,
    timeoutMs: 2_000,
    maxOutputBytes: 1_000,
  });
  /** A command whose output is a question, and whose input the answer. */
  const run = (name: string, command: string) =>
    runProgram(
      {
        command,
        stdin: 'pipe',
        listen: ({ push, writeLine }) => ({
          stdout: (text) =>
            push({
              type: 'approval',
              requestId: text.trim(),
              action: 'deploy',
              detail: '',
              answer: (granted) => writeLine(granted ? 'yes' : 'no'),
            }),
          stderr: () => {},
          conclude: (end) => ({ type: 'ended', outcome: outcomeOf(end), summary: end.kind }),
        }),
      },
      job(name),
      new AbortController().signal,
    )[Symbol.asyncIterator]();
  return { run, close: () => rm(folder, { recursive: true }) };
}

const opened = openedPerTest(createBench);

async function next(updates: AsyncIterator<AgentUpdate>): Promise<AgentUpdate> {
  const result: IteratorResult<AgentUpdate, unknown> = await updates.next();
  if (result.done === true) throw new Error('it has said all');
  return result.value;
}

describe("an agent's time", () => {
  it('does not run while a person is asked, and goes on afterwards', async () => {
    const { run } = await opened();
    const asking = run('asking', 'echo may I; read answer; test "$answer" = yes');
    const lingering = run('lingering', 'echo may I; read answer; sleep 120');
    const questions = [await next(asking), await next(lingering)];
    // Their time would be over when that of the one that asks nothing is.
    expect(await next(run('silent', 'sleep 120'))).toMatchObject({ outcome: 'timed-out' });
    for (const question of questions) if (question.type === 'approval') question.answer(true, '');
    expect(await next(asking)).toMatchObject({ type: 'ended', outcome: 'done' });
    expect(await next(lingering)).toMatchObject({ type: 'ended', outcome: 'timed-out' });
  });
});
