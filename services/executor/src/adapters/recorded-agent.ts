import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { describeEnd } from '@atms/platform/workspace';
import type { Agent, AgentEnd, AgentUpdate } from '../agent.ts';
import { createLineSplitter } from './line-splitter.ts';
import { outcomeOf, runProgram, type ProgramListener, type ProgramTalk } from './process-agent.ts';
import { agentMessage, type AgentMessage } from './recorded-messages.ts';

const program = fileURLToPath(new URL('./recorded-agent.mjs', import.meta.url));

/** Replays a recorded session: a program of its own that edits, talks and claims as it was recorded. */
export function createRecordedAgent(options: { readonly sessions: string }): Agent {
  return {
    async *run(job, signal) {
      const session = join(options.sessions, `${job.spec.planTaskId}.yaml`);
      if (!(await isThere(session))) {
        const summary = `No session was recorded for ${job.spec.planTaskId}: ${session} is missing`;
        yield { type: 'ended', outcome: 'failed', summary };
        return;
      }
      const command = [process.execPath, program, session] as const;
      yield* runProgram({ command, stdin: 'pipe', listen: listenToMessages }, job, signal);
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

type Claim = Pick<AgentEnd, 'outcome' | 'summary'>;

/** Reads the program's lines. A claim counts only when the process then ends well. */
function listenToMessages({ push, writeLine }: ProgramTalk): ProgramListener {
  const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  let claim: Claim | undefined;
  const take = (line: string) => {
    const message = agentMessage(line);
    if (message === undefined) push({ type: 'output', text: `${line}\n` });
    else if (message.type === 'result') claim = message;
    else if (message.type === 'usage') {
      usage.inputTokens += message.inputTokens;
      usage.outputTokens += message.outputTokens;
      usage.costUsd += message.costUsd;
    } else push(toUpdate(message, writeLine));
  };
  const lines = createLineSplitter(take);
  return {
    stdout: (text) => lines.push(text),
    stderr: (text) => push({ type: 'output', text }),
    conclude(end) {
      lines.end();
      const outcome = outcomeOf(end);
      const ended =
        claim !== undefined && outcome === 'done'
          ? claim
          : {
              outcome: claim === undefined && outcome === 'done' ? 'failed' : outcome,
              summary: describeEnd(end),
            };
      return { outcome: ended.outcome, summary: ended.summary, usage, type: 'ended' };
    },
  };
}

function toUpdate(
  message: Exclude<AgentMessage, { type: 'result' | 'usage' }>,
  writeLine: (line: string) => void,
): AgentUpdate {
  switch (message.type) {
    case 'output':
      return { type: 'output', text: `${message.text}\n` };
    case 'progress':
      return message;
    case 'approval':
      return {
        ...message,
        answer: (granted, reason) =>
          writeLine(
            JSON.stringify({ type: 'approval', requestId: message.requestId, granted, reason }),
          ),
      };
  }
}
