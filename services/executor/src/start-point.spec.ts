import { hashOf, retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { AttemptPlace } from './ports.ts';
import { findStart } from './start-point.ts';
import { key, toldView } from './testing/view.ts';

const head = hashOf('f');

interface World {
  /** Commits under the attempts' own refs. */
  readonly kept?: Readonly<Record<number, string>>;
  /** The line's branch is not there. */
  readonly deleted?: true;
}

function startOf(told: ReturnType<typeof toldView>, attempt: number, world: World = {}) {
  const { kept = {}, deleted } = world;
  const task = told.view.task('T1');
  if (task === undefined) throw new Error('T1 was not told');
  const workspaces = {
    lineHead: async (_repository: string, branch: string, base: string) => {
      if (branch !== 'atms/w') return '';
      return deleted === true ? base : head;
    },
    keptCommit: async (place: AttemptPlace) => kept[place.attempt],
    diff: async (_repository: string, base: string, commit: string) => `${base}..${commit}`,
  };
  const place = { ...key('T1', attempt), repository: '/repo' };
  return findStart({ view: told.view, workspaces }, task, place);
}

const begun = () =>
  toldView()
    .task('T1')
    .started({ base: hashOf('a'), start: hashOf('a') });

describe('where an attempt begins', () => {
  it("is the line's head for the first one", async () => {
    expect(await startOf(toldView().task('T1'), 1)).toEqual({ base: head, start: head });
  });

  it('is what landed last of the workflow when somebody has deleted its branch', async () => {
    const candidate = { ...key('T0', 1), lineId: 'L', base: hashOf('a'), tree: hashOf('b') };
    const told = toldView()
      .task('T1')
      .tell('merge.applied', { ...candidate, commit: hashOf('d') });
    expect(await startOf(told, 1, { deleted: true })).toEqual({
      base: hashOf('d'),
      start: hashOf('d'),
    });
  });

  it('is the last commit of the one before, compared with the same base', async () => {
    const told = begun()
      .executed({ commit: hashOf('c') })
      .tell('task.retried', retriedTask());
    expect(await startOf(told, 2)).toEqual({ base: hashOf('a'), start: hashOf('c') });
  });

  it('is what was kept of the one before when the log knows less', async () => {
    const told = begun().tell('task.retried', retriedTask({ cause: 'lease-over' }));
    expect(await startOf(told, 2, { kept: { 1: hashOf('e') } })).toEqual({
      base: hashOf('a'),
      start: hashOf('e'),
    });
  });

  it("is the line's head with the old diff after a conflict or a write outside the paths", async () => {
    const told = begun()
      .executed({ commit: hashOf('c') })
      .tell('task.retried', retriedTask({ cause: 'conflict', start: 'line-head' }));
    expect(await startOf(told, 2)).toEqual({
      base: head,
      start: head,
      previousDiff: `${hashOf('a')}..${hashOf('c')}`,
    });
  });

  it('comes without a diff when the one before changed nothing', async () => {
    const told = begun()
      .executed({ commit: hashOf('a') })
      .tell('task.retried', retriedTask({ cause: 'conflict', start: 'line-head' }));
    expect(await startOf(told, 2)).toEqual({ base: head, start: head });
  });

  it('goes back to the last attempt that began at all', async () => {
    const told = begun()
      .executed({ commit: hashOf('c') })
      .tell('task.retried', retriedTask())
      .tell('task.retried', retriedTask({ attempt: 3, previous: 2, cause: 'lease-over' }));
    expect(await startOf(told, 3)).toEqual({ base: hashOf('a'), start: hashOf('c') });
  });

  it("is the line's head also when an attempt that was to begin there never began", async () => {
    const told = begun()
      .executed({ commit: hashOf('c') })
      .tell('task.retried', retriedTask({ cause: 'outside-paths', start: 'line-head' }))
      .tell('task.retried', retriedTask({ attempt: 3, previous: 2, cause: 'lease-over' }));
    expect(await startOf(told, 3)).toMatchObject({ base: head, start: head });
  });

  it("is the line's head when no attempt has begun yet", async () => {
    const told = toldView()
      .task('T1')
      .tell('task.retried', retriedTask({ cause: 'lease-over' }));
    expect(await startOf(told, 2)).toEqual({ base: head, start: head });
  });
});
