import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TaskSpec } from '@atms/contracts';
import { allowedEnvironment, findByCookie } from '@atms/platform/process';
import { type AgentAct, agentContract, type AgentHarness, taskSpec } from '@atms/testkit';
import { stringify } from 'yaml';
import type { Agent, AttemptJob } from '../agent.ts';
import { createRecordedAgent } from './recorded-agent.ts';
import { createShellAgent } from './shell-agent.ts';

interface Kind {
  agent(folder: string): Agent;
  /** Prepares what the agent is made to do by. */
  spec(folder: string, act: AgentAct): Promise<Partial<TaskSpec>>;
}

/** It has left the group once it speaks, and then closes its streams, so that nobody waits for it. */
const leaveDaemon = `mkfifo ready
setsid sh -c 'echo gone >ready; exec sleep 1000 </dev/null >/dev/null 2>&1' &
read line <ready; echo left a daemon`;

const commands: Readonly<Record<Exclude<AgentAct, 'spend'>, string>> = {
  succeed: 'echo succeeding',
  fail: 'echo failing; exit 3',
  crash: 'echo crashing; kill -KILL $$',
  hang: 'echo hanging; sleep 1000',
  flood: 'yes flooding',
  daemon: leaveDaemon,
  'daemon-and-hang': `${leaveDaemon}; sleep 1000`,
};

const done = { claim: { outcome: 'done', summary: 'All well' } };
const spent = { inputTokens: 15, outputTokens: 6, costUsd: 0.01 };

const sessions: Readonly<Record<AgentAct, readonly object[]>> = {
  succeed: [{ say: 'succeeding' }, done],
  fail: [{ claim: { outcome: 'failed', summary: 'It cannot be done' } }],
  crash: [{ say: 'crashing' }, { kill: 'SIGKILL' }],
  hang: [{ say: 'hanging' }, { hang: true }],
  flood: [{ run: 'yes flooding' }, done],
  daemon: [{ daemon: true }, done],
  'daemon-and-hang': [{ daemon: true }, { hang: true }],
  spend: [{ usage: spent }, { usage: spent }, done],
};

const shell: Kind = {
  agent: () => createShellAgent(),
  spec: async (_folder, act) => ({ run: act === 'spend' ? 'true' : commands[act] }),
};

const recorded: Kind = {
  agent: (folder) => createRecordedAgent({ sessions: folder }),
  async spec(folder, act) {
    const session = { task: 'T1', attempts: [sessions[act]] };
    await writeFile(join(folder, 'T1.yaml'), stringify(session));
    return {};
  },
};

async function open(kind: Kind): Promise<AgentHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-agents-'));
  const worktree = join(folder, 'worktree');
  await mkdir(worktree);
  return {
    async start(act, { timeoutMs = 60_000, maxOutputBytes = 1_000_000 } = {}) {
      const abort = new AbortController();
      const cookie = `${basename(folder)}/T1/1`;
      const job: AttemptJob = {
        workflowId: 'W',
        taskId: 'T1',
        attempt: 1,
        spec: taskSpec(await kind.spec(folder, act)),
        worktree,
        contextFile: join(folder, 'context.json'),
        env: allowedEnvironment(process.env, { ATMS_TASK: 'T1', ATMS_ATTEMPT: '1' }),
        cookie,
        timeoutMs,
        maxOutputBytes,
      };
      return {
        updates: kind.agent(folder).run(job, abort.signal),
        abort: () => abort.abort('the test says so'),
        alive: () => findByCookie(cookie),
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

agentContract('a shell', () => open(shell), {
  tellsNoUsage: 'a command says nothing about tokens and money',
});
agentContract('a recorded session', () => open(recorded));
