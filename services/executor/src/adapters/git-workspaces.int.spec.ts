import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../testing/attempts.ts';

const opened = openedPerTest(createBench);
const ref = (attempt: number) => `refs/atms/attempts/T1/${attempt}`;

async function worktreesOf({ repository }: Bench): Promise<readonly string[]> {
  const listed = await repository.git('worktree', 'list', '--porcelain');
  return listed.split('\n').filter((line) => line.startsWith('worktree '));
}

describe("an attempt's worktree", () => {
  it('shows the commit that it starts from, away from the checkout and from every branch', async () => {
    const { repository, begin } = await opened();
    const attempt = await begin(1);
    expect(attempt.workspace.path.startsWith(repository.top)).toBe(false);
    expect(await attempt.git('rev-parse', 'HEAD')).toBe(attempt.start);
    expect(await attempt.git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD');
  });

  it("is gone when it is closed, and git's note of it too", async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    expect(await worktreesOf(bench)).toHaveLength(2);
    await attempt.workspace.close();
    expect(await worktreesOf(bench)).toHaveLength(1);
    expect(await readdir(bench.worktreeDir)).toEqual([]);
  });

  it('is gone after a clean-up, and so is what git noted of one whose folder was removed', async () => {
    const bench = await opened();
    await bench.begin(1);
    const other = await bench.begin(2);
    await rm(other.workspace.path, { recursive: true });
    await bench.restart().clean([bench.repository.top]);
    expect(await worktreesOf(bench)).toHaveLength(1);
    expect(existsSync(bench.worktreeDir)).toBe(false);
  });

  it("is not what a clean-up removes when it is the user's own", async () => {
    const bench = await opened();
    const own = join(bench.repository.root, 'own');
    await bench.repository.git('worktree', 'add', '--quiet', '--detach', own);
    await bench.workspaces.clean([bench.repository.top, '/nowhere']);
    expect(existsSync(join(own, 'a.txt'))).toBe(true);
    expect(bench.reports.join()).toContain('Worktrees of /nowhere could not be removed');
  });
});

describe("an attempt's work", () => {
  it('is one commit on the start, by the agent, whatever the agent committed itself', async () => {
    const { repository, begin } = await opened();
    const attempt = await begin(1);
    await attempt.write('new/b.txt', 'b\n');
    await attempt.git('add', '--all');
    await attempt.git('commit', '--quiet', '--message=mine');
    await attempt.write('a.txt', 'changed\n');
    const { commit, tree } = await attempt.save();
    expect(await repository.git('rev-parse', ref(1))).toBe(commit);
    expect(await repository.git('rev-parse', `${commit}^{tree}`)).toBe(tree);
    expect(await repository.git('show', '-s', '--format=%P %an', commit)).toBe(
      `${attempt.start} local.shell`,
    );
    expect(await repository.files(commit)).toEqual(['a.txt', 'new/b.txt']);
  });

  it("leaves the user's checkout, index and branch as they are", async () => {
    const { repository, begin } = await opened();
    const attempt = await begin(1);
    await repository.write('users.txt', 'not yet committed\n');
    await attempt.write('a.txt', 'changed\n');
    await attempt.save();
    expect(await repository.git('status', '--porcelain')).toBe('?? users.txt');
    expect(await repository.git('rev-parse', 'main')).toBe(attempt.start);
  });

  it('goes on from the last commit of the attempt before when it is told to', async () => {
    const { repository, begin } = await opened();
    const first = await begin(1);
    await first.write('half.txt', 'half\n');
    const { commit } = await first.save();
    await first.workspace.close();
    const second = await begin(2, { start: commit });
    await second.write('rest.txt', 'rest\n');
    const saved = await second.save();
    expect(await repository.files(saved.commit)).toEqual(['a.txt', 'half.txt', 'rest.txt']);
    expect(await repository.git('rev-parse', `${saved.commit}^`)).toBe(commit);
    expect(await repository.git('rev-parse', ref(1))).toBe(commit);
  });

  it('can be shown to the attempt that does it anew on the head of the line', async () => {
    const { repository, begin, workspaces } = await opened();
    const first = await begin(1);
    await first.write('a.txt', 'ours\n');
    const { commit } = await first.save();
    expect(await workspaces.diff(repository.top, first.start, commit)).toContain('+ours');
    const head = await repository.commit('Meanwhile');
    await repository.git('branch', 'atms/w');
    expect(await workspaces.lineHead(repository.top, 'atms/w', first.start)).toBe(head);
    expect(await workspaces.lineHead(repository.top, 'atms/none', first.start)).toBe(first.start);
  });

  it('says so when the agent has removed the folder', async () => {
    const { begin } = await opened();
    const attempt = await begin(1);
    await rm(attempt.workspace.path, { recursive: true });
    await expect(attempt.save()).rejects.toThrow('that folder is gone');
  });
});

describe('what preparing a worktree made', () => {
  const prepare =
    'mkdir -p node_modules/x generated && echo 1 >node_modules/x/i.js && echo 1 >generated/g';

  it('is never committed, with no ignore file at all', async () => {
    const { repository, begin } = await opened();
    const attempt = await begin(1, { prepare });
    await attempt.write('b.txt', 'b\n');
    await attempt.write('node_modules/x/i.js', 'changed by the agent\n');
    await attempt.git('add', '--all');
    const { commit } = await attempt.save();
    expect(await repository.files(commit)).toEqual(['a.txt', 'b.txt']);
  });

  it('is committed as far as the user tracks it', async () => {
    const { repository, begin } = await opened();
    await repository.write('node_modules/x/i.js', 'tracked\n');
    await repository.commit('Packages');
    const attempt = await begin(1, { prepare });
    const { commit } = await attempt.save();
    expect(await repository.files(commit)).toEqual(['a.txt', 'node_modules/x/i.js']);
    expect(await repository.show(commit, 'node_modules/x/i.js')).toBe('1');
  });

  it('is not taken for work when the process died while it was made', async () => {
    const bench = await opened();
    const { repository, place, workspaces } = bench;
    const start = await repository.git('rev-parse', 'main');
    const workspace = await workspaces.open(place(1), { base: start, start });
    const attempt = { ...(await bench.begin(2)), place: place(1), workspace };
    bench.restart();
    const again = await bench.resume(attempt);
    await again.write('node_modules/half', 'half\n');
    expect(await again.save()).toMatchObject({ commit: start });
    expect(await bench.workspaces.keptCommit(place(1))).toBeUndefined();
  });
});

describe('an attempt after a crash', () => {
  it('keeps what its agent had done by then, and nothing that was prepared', async () => {
    const bench = await opened();
    const before = await bench.begin(1, {
      prepare: 'mkdir node_modules && echo 1 >node_modules/x',
    });
    await before.write('half.txt', 'half\n');
    bench.restart();
    const after = await bench.resume(before);
    const { commit } = await after.save();
    expect(await bench.repository.files(commit)).toEqual(['a.txt', 'half.txt']);
    expect(await bench.workspaces.keptCommit(before.place)).toBe(commit);
    await after.workspace.close();
    expect(await worktreesOf(bench)).toHaveLength(1);
  });

  it('says so when not even the folder is left', async () => {
    const bench = await opened();
    const before = await bench.begin(1);
    await before.write('half.txt', 'half\n');
    const { commit } = await before.save();
    await rm(before.workspace.path, { recursive: true });
    bench.restart();
    const after = await bench.resume(before);
    await expect(after.save()).rejects.toThrow('that folder is gone');
    expect(await bench.workspaces.keptCommit(before.place)).toBe(commit);
    await after.workspace.close();
  });
});
