import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type Attempt, type Bench, createBench } from '../testing/attempts.ts';

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

describe('a commit that an agent made itself', () => {
  const own = async ({ repository }: Bench) =>
    (await repository.git('for-each-ref', '--format=%(objectname)', 'refs/atms/attempts-own/T1/1'))
      .split('\n')
      .filter((line) => line !== '');
  const commit = async (attempt: Attempt, file: string) => {
    await attempt.write(file, `${file}\n`);
    await attempt.git('add', '--all');
    await attempt.git('commit', '--quiet', `--message=${file}`);
    return attempt.git('rev-parse', 'HEAD');
  };

  it('is kept when it took it back, and when it stands at the end: one ref per tip', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    await commit(attempt, 'first');
    const precious = await commit(attempt, 'precious');
    await attempt.git('reset', '--hard', 'HEAD~2');
    const last = await commit(attempt, 'last');
    await attempt.save();
    await attempt.workspace.inspect();
    await attempt.workspace.close();
    expect(new Set(await own(bench))).toEqual(new Set([precious, last]));
    expect(await bench.repository.show(precious, 'first')).toBe('first');
  });

  it('is kept when the process died before it could remove the worktree', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const made = await commit(attempt, 'precious');
    await attempt.git('reset', '--hard', 'HEAD~1');
    await bench.restart().clean([bench.repository.top]);
    expect(await own(bench)).toEqual([made]);
    expect(await worktreesOf(bench)).toHaveLength(1);
  });

  it('gets no ref when there is none, or when what it wrote into the log names no commit', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const log = await attempt.git('rev-parse', '--git-path', 'logs/HEAD');
    const tree = await attempt.git('rev-parse', 'HEAD^{tree}');
    const line = (id: string) => `${'0'.repeat(40)} ${id} A <a@b> 1700000000 +0000\tcommit\n`;
    await writeFile(log, [tree, '1'.repeat(40), '--all'].map(line).join(''), { flag: 'a' });
    await attempt.workspace.close();
    expect(await own(bench)).toEqual([]);
    expect(await worktreesOf(bench)).toHaveLength(1);
  });
});

describe('what could not be committed', () => {
  it('is there after the worktree was closed, and after the next clean-up', async () => {
    const bench = await opened();
    const { repository, keptDir, begin, workspaces, place } = bench;
    const attempt = await begin(1);
    await attempt.write('precious.txt', 'the only copy\n');
    const lock = join(repository.top, '.git', `${ref(1)}.lock`);
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(lock, '');
    await expect(attempt.save()).rejects.toThrow('held its lock');
    const kept = await workspaces.keep(place(1));
    expect(kept).toBe(join(keptDir, 'T1-1'));
    await attempt.workspace.close();
    await bench.restart().clean([repository.top]);
    expect(await readFile(join(keptDir, 'T1-1', 'precious.txt'), 'utf8')).toBe('the only copy\n');
    expect(await worktreesOf(bench)).toHaveLength(1);
    expect(await workspaces.keep(place(1))).toBe(kept);
  });

  it('is nothing when the folder is gone', async () => {
    const { workspaces, place } = await opened();
    expect(await workspaces.keep(place(1))).toBeUndefined();
  });

  it('is kept also when the repository was moved away', async () => {
    const { repository, keptDir, begin, workspaces, place } = await opened();
    const attempt = await begin(1);
    await attempt.write('precious.txt', 'the only copy\n');
    await rename(repository.top, `${repository.top}-moved`);
    await workspaces.keep(place(1));
    await workspaces.clean([repository.top]);
    expect(existsSync(join(keptDir, 'T1-1', 'precious.txt'))).toBe(true);
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
