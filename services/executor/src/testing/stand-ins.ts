/** Workspaces and an agent that do nothing in the world, and say what was asked of them. For specs alone. */
import type { Finding } from '@atms/contracts';
import { createGate, createGathering, type Gate, type Gathering, hashOf } from '@atms/testkit';
import type { Agent, AgentEnd, AgentUpdate } from '../agent.ts';
import type { HostedAgent, OpenWorkspace, PrepareOutcome, Saved, Workspaces } from '../ports.ts';

export interface StandInWorkspaces extends Workspaces {
  /** `open T1/1`, `save T1/1` and the like, in the order of asking. */
  readonly asked: Gathering<string>;
}

/** What the world answers; by default all goes well and nothing changes. */
export interface World {
  readonly lineHead?: () => Promise<void>;
  readonly open?: () => Promise<void>;
  readonly treeOf?: () => Promise<void>;
  readonly prepare?: (signal: AbortSignal) => Promise<PrepareOutcome>;
  readonly save?: () => Promise<Saved>;
  readonly inspect?: () => Promise<readonly Finding[]>;
  readonly close?: () => Promise<void>;
  readonly keptCommit?: string;
  readonly reopen?: () => Promise<void>;
  /** Where files are that could not be committed. */
  readonly keptFolder?: string;
}

export const unchanged: Saved = { commit: hashOf('a'), tree: hashOf('d') };

export function createStandInWorkspaces(world: World = {}): StandInWorkspaces {
  const asked = createGathering<string>();
  const workspace = (name: string): OpenWorkspace => ({
    path: `/worktrees/${name}`,
    gitEnv: { GIT_AUTHOR_NAME: name },
    async save() {
      asked.add(`save ${name}`);
      return world.save === undefined ? unchanged : world.save();
    },
    async inspect() {
      asked.add(`inspect ${name}`);
      return world.inspect === undefined ? [] : world.inspect();
    },
    async close() {
      asked.add(`close ${name}`);
      await world.close?.();
    },
  });
  return {
    asked,
    lineHead: async (_repository, _branch, base) => {
      await world.lineHead?.();
      return base;
    },
    keptCommit: async () => world.keptCommit,
    async open({ taskId, attempt }) {
      asked.add(`open ${taskId}/${attempt}`);
      await world.open?.();
      return workspace(`${taskId}/${attempt}`);
    },
    async reopen({ taskId, attempt }) {
      asked.add(`reopen ${taskId}/${attempt}`);
      await world.reopen?.();
      return workspace(`${taskId}/${attempt}`);
    },
    async prepare(_workspace, { signal }) {
      return world.prepare === undefined ? { kind: 'ready' } : world.prepare(signal);
    },
    diff: async () => '',
    async treeOf(_repository, commit) {
      await world.treeOf?.();
      return { commit, tree: hashOf('d') };
    },
    async keep({ taskId, attempt }) {
      asked.add(`keep ${taskId}/${attempt}`);
      return world.keptFolder;
    },
    async clean(repositories) {
      asked.add(`clean ${repositories.join()}`);
    },
  };
}

export interface HeldAgent extends HostedAgent {
  /** Attempts that it was asked to do, as `T1/1`. */
  readonly begun: Gathering<string>;
  /** Lets all that it does end like this. */
  end(end: Omit<AgentEnd, 'type'>): void;
}

/** An agent that works until it is told how it ends, or asked to stop. */
export function createHeldAgent(kind = 'shell'): HeldAgent {
  const begun = createGathering<string>();
  const over: Gate = createGate();
  let told: AgentEnd = { type: 'ended', outcome: 'done', summary: '' };
  const agent: Agent = {
    async *run(job, signal): AsyncGenerator<AgentUpdate> {
      begun.add(`${job.taskId}/${job.attempt}`);
      yield { type: 'output', text: 'working\n' };
      yield await Promise.race([over.opened.then(() => told), stopped(signal)]);
    },
  };
  return {
    kind,
    slots: 4,
    skills: [],
    env: {},
    allowEnv: [],
    agent,
    begun,
    end(end) {
      told = { type: 'ended', ...end };
      over.open();
    },
  };
}

function stopped(signal: AbortSignal): Promise<AgentEnd> {
  return new Promise((resolve) => {
    const stop = () => resolve({ type: 'ended', outcome: 'cancelled', summary: 'stopped' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
