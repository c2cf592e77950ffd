/**
 * Moments at which a run can be killed: before and after every append, and before and after every act on the world.
 * A moment is a kind and a number: `before append task.ready#3`.
 */
import { appendFileSync } from 'node:fs';
import type { Seams } from '../../apps/atms/src/compose.ts';

export interface Moments {
  /** Says that the moment has come; does not return when it is the one to die at. */
  reach(kind: string): void;
}

/** @param options.dieAt a moment to be killed at; @param options.trace a file that gets a line per moment. */
export function createMoments(options: {
  readonly dieAt: string | undefined;
  readonly trace: string | undefined;
}): Moments {
  const counts = new Map<string, number>();
  return {
    reach(kind) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const moment = `${kind}#${count}`;
      if (options.trace !== undefined) appendFileSync(options.trace, `${moment}\n`);
      // A real SIGKILL: nothing of ours runs after it, no handler, no flush.
      if (moment === options.dieAt) process.kill(process.pid, 'SIGKILL');
    },
  };
}

/** Stands at every port through which a service writes to the log or acts on the world. */
export function crashSeams(moments: Moments): Seams {
  return {
    platform: (platform) => ({
      ...platform,
      store: {
        ...platform.store,
        append: async (append) => {
          const types = new Set(append.events.map((event) => event.type));
          for (const type of types) moments.reach(`before append ${type}`);
          const appended = await platform.store.append(append);
          for (const type of types) moments.reach(`after append ${type}`);
          return appended;
        },
      },
      blobs: { ...platform.blobs, put: around(moments, 'blob', platform.blobs.put) },
      signals: {
        ...platform.signals,
        publish: (subject, payload) => {
          moments.reach(`act ${subject}`);
          platform.signals.publish(subject, payload);
        },
      },
    }),
    repository: (repository) => ({
      ...repository,
      addWorktree: around(moments, 'addWorktree', repository.addWorktree),
      removeWorktree: around(moments, 'removeWorktree', repository.removeWorktree),
      commitAll: around(moments, 'commitAll', repository.commitAll),
      commitTree: around(moments, 'commitTree', repository.commitTree),
      mergeTree: around(moments, 'mergeTree', repository.mergeTree),
      compareAndSwap: (swap) =>
        around(moments, `swap ${refKind(swap.ref)}`, repository.compareAndSwap)(swap),
    }),
    runStep: (run) => around(moments, 'gate', run),
  };
}

function refKind(ref: string): string {
  return ref.startsWith('refs/heads/') ? 'branch' : 'merge ref';
}

function around<Arguments extends readonly unknown[], Result>(
  moments: Moments,
  name: string,
  act: (...given: Arguments) => Promise<Result>,
): (...given: Arguments) => Promise<Result> {
  return async (...given) => {
    moments.reach(`before act ${name}`);
    const result = await act(...given);
    moments.reach(`after act ${name}`);
    return result;
  };
}
