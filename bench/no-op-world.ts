/**
 * The world that a benchmark's tasks work in: an agent that does nothing, in a workspace that nobody made, of a
 * repository that nothing changed. They stand behind the ports of executor and quality-gateway, as git and a shell do.
 */
import type { Repository } from '@atms/platform/git';
import type { Agent, HostedAgent, Workspaces } from '../services/executor/src/index.ts';

/** Of a repository without history: all that events have to name. */
export const emptyCommit = '0'.repeat(40);

/** `until`: what each attempt waits for before it ends. */
export function createNoOpAgents(
  kinds: readonly string[],
  { slots, until = Promise.resolve() }: { readonly slots: number; readonly until?: Promise<void> },
): readonly HostedAgent[] {
  const agent: Agent = {
    async *run() {
      await until;
      yield { type: 'ended', outcome: 'done', summary: '' };
    },
  };
  return kinds.map((kind) => ({ kind, slots, skills: [], env: {}, allowEnv: [], agent }));
}

const nothing = async () => {};

export const noOpWorkspaces: Workspaces = {
  lineHead: async (_repository, _branch, base) => base,
  keptCommit: async () => undefined,
  open: async (_place, { start }) => openAt(start),
  reopen: async (_place, { start }) => openAt(start),
  prepare: async () => ({ kind: 'ready' }),
  diff: async () => '',
  treeOf: async (_repository, commit) => ({ commit, tree: commit }),
  keep: async () => undefined,
  clean: nothing,
};

function openAt(commit: string) {
  return {
    path: '/nowhere',
    gitEnv: {},
    save: async () => ({ commit, tree: commit }),
    inspect: async () => [],
    close: nothing,
  };
}

/**
 * Answers that nothing was changed. A task without checks asks for no more; whoever asks for more hears that it is not
 * there.
 */
export const noOpRepository: Repository = new Proxy<Partial<Repository>>(
  { top: '/nowhere', commonDir: '/nowhere/.git', changedPaths: async () => [] },
  {
    get(known, name, receiver) {
      if (name === 'then' || name in known) return Reflect.get(known, name, receiver) as unknown;
      throw new Error(`A task that changes nothing asked its repository for ${String(name)}`);
    },
  },
) as Repository;
