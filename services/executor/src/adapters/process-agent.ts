/** Runs an agent's program under the guard. What it prints is read by `listen`; how it ends is told by `conclude`. */
import { type GuardedProcess, type ProcessEnd, startGuarded } from '@atms/platform/process';
import type { AgentEnd, AgentUpdate, AttemptJob } from '../agent.ts';
import { createUpdateQueue } from './update-queue.ts';

export interface ProgramListener {
  /** Called with each piece of standard output, decoded. */
  stdout(text: string): void;
  stderr(text: string): void;
  /** What the end of the process means, after everything that it printed. */
  conclude(end: ProcessEnd): AgentEnd;
}

export interface ProgramTalk {
  readonly push: (update: AgentUpdate) => void;
  readonly writeLine: (line: string) => void;
}

export async function* runProgram(
  program: {
    readonly command: string | readonly [string, ...string[]];
    readonly stdin: 'ignore' | 'pipe';
    readonly listen: (talk: ProgramTalk) => ProgramListener;
  },
  job: AttemptJob,
  signal: AbortSignal,
): AsyncIterable<AgentUpdate> {
  const updates = createUpdateQueue<AgentUpdate>();
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const running = startGuarded({
    command: program.command,
    stdin: program.stdin,
    cwd: job.worktree,
    env: job.env,
    cookie: job.cookie,
    timeoutMs: job.timeoutMs,
    maxOutputBytes: job.maxOutputBytes,
    signal,
    onOutput: (chunk, stream) => listener[stream](decoders[stream].decode(chunk, { stream: true })),
  });
  const listener = program.listen({
    push: (update) => updates.push(update.type === 'approval' ? untimed(update, running) : update),
    writeLine: (line) => running.write(line),
  });
  void running.ended.then((end) => {
    updates.push(listener.conclude(end));
    updates.end();
  });
  yield* updates;
}

/** A person may take longer than the agent has: while a question is open the agent's time does not run. */
function untimed(
  question: Extract<AgentUpdate, { type: 'approval' }>,
  running: GuardedProcess,
): AgentUpdate {
  running.pauseTimeLimit();
  let isOpen = true;
  return {
    ...question,
    answer(granted, reason) {
      if (isOpen) running.resumeTimeLimit();
      isOpen = false;
      question.answer(granted, reason);
    },
  };
}

/** The outcome of a process whose exit code alone speaks for it. */
export function outcomeOf(end: ProcessEnd): AgentEnd['outcome'] {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? 'done' : 'failed';
    case 'timed-out':
      return 'timed-out';
    case 'killed':
      return 'cancelled';
    default:
      return 'failed';
  }
}
