/** Somebody moves the branch under a merge that is just about to move it: their commits stay, and the work lands once. */
import type { Repository } from '@atms/platform/git';
import { describe, expect, it } from 'vitest';
import {
  git,
  makeWorkplace,
  nothing,
  readLeftOver,
  readLog,
  removeWorkplace,
  type Workplace,
} from '../faults/killed-runs.ts';
import { openAtmsHere } from './atms-here.ts';
import { findBreaches } from './way-of-a-task.ts';

const branch = 'atms/moved';

interface Meddling {
  readonly workplace: Workplace;
  readonly conflicts: readonly string[];
  /** Of each task, how often it stands in the branch. */
  readonly landed: readonly string[];
  file(path: string): Promise<string>;
}

/** Two tasks, one after the other; `meddle` comes right before the branch is moved for the one that counts. */
async function runWhile(
  merge: 1 | 2,
  meddle: (repository: string) => Promise<unknown>,
): Promise<Meddling> {
  const workplace = await makeWorkplace();
  let swaps = 0;
  const wrap = (repository: Repository): Repository => ({
    ...repository,
    compareAndSwap: async (swap) => {
      if (swap.ref === `refs/heads/${branch}` && ++swaps === merge) await meddle(repository.top);
      return repository.compareAndSwap(swap);
    },
  });
  const atms = await openAtmsHere(workplace, { seams: { repository: wrap } });
  const ended = await atms.settled(await atms.begin(twoTasks));
  await atms.released(ended);
  await atms.close();
  const events = await readLog(workplace);
  expect(ended.state).toBe('completed');
  expect(findBreaches(events)).toEqual([]);
  expect(await readLeftOver(workplace, events)).toEqual(nothing);
  const subjects = await git(workplace.repository, 'log', '--reverse', '--format=%s', branch);
  return {
    workplace,
    conflicts: events.flatMap((event) =>
      event.type === 'merge.conflicted' ? [event.data.reason] : [],
    ),
    landed: subjects.split('\n'),
    file: (path) => git(workplace.repository, 'show', `${branch}:${path}`),
  };
}

/** A commit of the user's on this commit, which becomes the branch. */
async function commitOn(repository: string, parent: string): Promise<void> {
  const identity = ['-c', 'user.name=u', '-c', 'user.email=u@example.org'];
  const tree = await git(repository, 'rev-parse', `${parent}^{tree}`);
  const args = ['commit-tree', tree, '-p', parent, '-m', 'Mine'];
  const commit = await git(repository, ...identity, ...args);
  await git(repository, 'update-ref', `refs/heads/${branch}`, commit);
}

describe('a branch that somebody moves during a run', () => {
  it('keeps what they committed to it, and gets the work on top', async () => {
    const { landed, conflicts, file, workplace } = await runWhile(1, (repository) =>
      commitOn(repository, 'main'),
    );
    expect(conflicts).toEqual(['moved']);
    expect(landed).toEqual(['Begin', 'Mine', 'T1: Writes', 'T2: Writes on']);
    expect(await file('lines.txt')).toBe('one\ntwo');
    await removeWorkplace(workplace);
  });

  it('comes back with all that had landed when they delete it', async () => {
    const { landed, conflicts, file, workplace } = await runWhile(2, (repository) =>
      git(repository, 'update-ref', '-d', `refs/heads/${branch}`),
    );
    expect(conflicts).toEqual([]);
    expect(landed).toEqual(['Begin', 'T1: Writes', 'T2: Writes on']);
    expect(await file('lines.txt')).toBe('one\ntwo');
    await removeWorkplace(workplace);
  });

  it('stays where they have rewritten it to, and what they took out of it is kept by a ref', async () => {
    const { landed, conflicts, file, workplace } = await runWhile(2, (repository) =>
      commitOn(repository, 'main'),
    );
    expect(conflicts).toEqual(['moved']);
    expect(landed).toEqual(['Begin', 'Mine', 'T2: Writes on']);
    expect(await file('lines.txt')).toBe('two');
    const kept = await git(workplace.repository, 'log', '--format=%s', '--glob=refs/atms/merges');
    expect(kept.split('\n')).toContain('T1: Writes');
    await removeWorkplace(workplace);
  });
});

const twoTasks = `
name: moved
checks: none
tasks:
  - { id: T1, name: Writes, run: echo one >> lines.txt }
  - { id: T2, name: Writes on, dependencies: [T1], run: echo two >> lines.txt }
`;
