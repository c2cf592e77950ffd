import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atmsIdentity } from '@atms/platform/git';
import { createRepositories } from '@atms/platform/workspace';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type Attempt, type Bench, createBench } from '../testing/attempts.ts';

const opened = openedPerTest(createBench);
const main = 'refs/heads/main';

/** Moves a branch to a commit of the agent's own. */
async function moveRef(attempt: Attempt, ref = main): Promise<string> {
  const commit = await attempt.git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'Unasked');
  await attempt.git('update-ref', ref, commit);
  return commit;
}

function writeHook({ repository }: Bench, text = 'exit 0'): Promise<void> {
  return writeFile(join(repository.top, '.git/hooks/pre-commit'), `#!/bin/sh\n${text}\n`, {
    mode: 0o755,
  });
}

const hookOf = ({ repository }: Bench) => join(repository.top, '.git/hooks/pre-commit');
const configOf = ({ repository }: Bench) => join(repository.top, '.git/config');
const valueOf = ({ repository }: Bench, ref = main) => repository.git('rev-parse', ref);

async function undoneFiles({ undoneDir }: Bench): Promise<readonly string[]> {
  const names = await readdir(undoneDir, { recursive: true });
  return names.filter((name) => /(pre-commit|config)$/.test(name));
}

describe('an attempt that moves a branch of the user', () => {
  it('is undone and told, and what it made is kept', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const unasked = await moveRef(attempt);
    const findings = await attempt.workspace.inspect();
    expect(findings).toMatchObject([{ gate: 'repository' }]);
    expect(findings[0]?.message).toContain(main);
    expect(await valueOf(bench)).toBe(attempt.start);
    const kept = await bench.repository.git(
      'for-each-ref',
      '--format=%(objectname)',
      'refs/atms/undone',
    );
    expect(kept).toBe(unasked);
    expect(bench.reports.join()).toContain(main);
  });

  it('gets the finding alone when others ran beside it', async () => {
    const bench = await opened();
    const [guilty, innocent] = [await bench.begin(1), await bench.begin(2)];
    await moveRef(guilty);
    expect(await innocent.workspace.inspect()).toEqual([]);
    expect(await valueOf(bench)).not.toBe(guilty.start);
    expect(await guilty.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench)).toBe(guilty.start);
  });

  it('is undone to where the branch was before all of them when two did it', async () => {
    const bench = await opened();
    const [first, second] = [await bench.begin(1), await bench.begin(2)];
    await moveRef(first);
    await moveRef(second);
    expect(await first.workspace.inspect()).toEqual([]);
    expect(await second.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench)).toBe(first.start);
  });

  it('is undone to what the user committed meanwhile', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const users = await bench.repository.commit('Meanwhile');
    await moveRef(attempt);
    expect(await attempt.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench)).toBe(users);
  });

  it('is undone to what the user committed before another attempt ended', async () => {
    const bench = await opened();
    const [first, second] = [await bench.begin(1), await bench.begin(2)];
    const users = await bench.repository.commit('Meanwhile');
    expect(await first.workspace.inspect()).toEqual([]);
    await moveRef(second);
    expect(await second.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench)).toBe(users);
  });

  it("is undone to what was merged when it moves the workflow's own branch", async () => {
    const bench = await opened();
    const { repository, ownMoves } = bench;
    const line = 'refs/heads/atms/w';
    const attempt = await bench.begin(1);
    const open = await createRepositories()(repository.top);
    const merged = await repository.git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'Merged');
    ownMoves.set(line, merged);
    await open.compareAndSwap({ ref: line, to: merged, from: 'absent', reason: 'atms: merge' });
    await moveRef(attempt, line);
    expect(await attempt.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench, line)).toBe(merged);
  });

  it('does not bring a merge about that was announced and never made', async () => {
    const bench = await opened();
    const { repository, ownMoves } = bench;
    const line = 'refs/heads/atms/w';
    await repository.git('update-ref', '--create-reflog', line, 'main');
    const attempt = await bench.begin(1);
    const announced = await repository.git('commit-tree', 'HEAD^{tree}', '-m', 'Never merged');
    await moveRef(attempt, line);
    ownMoves.set(line, announced);
    expect(await attempt.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench, line)).toBe(attempt.start);
  });
});

describe('a user who works meanwhile', () => {
  it('is left alone, and no attempt is blamed', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const users = await bench.repository.commit('Meanwhile');
    await bench.repository.git('branch', 'side');
    expect(await attempt.workspace.inspect()).toEqual([]);
    expect(await valueOf(bench)).toBe(users);
    expect(await valueOf(bench, 'refs/heads/side')).toBe(users);
  });

  it('may change hooks and configuration while no attempt runs', async () => {
    const bench = await opened();
    expect(await (await bench.begin(1)).workspace.inspect()).toEqual([]);
    await bench.repository.git('config', 'user.name', 'Somebody');
    await writeHook(bench);
    const next = await bench.begin(2);
    expect(await next.workspace.inspect()).toEqual([]);
    expect(await bench.repository.git('config', 'user.name')).toBe('Somebody');
    expect(existsSync(hookOf(bench))).toBe(true);
  });

  it('may do so also after a worktree could not be made', async () => {
    const bench = await opened();
    await expect(bench.begin(1, { start: 'f'.repeat(40) })).rejects.toThrow('worktree add');
    await bench.repository.git('config', 'user.name', 'Somebody');
    expect(await (await bench.begin(2)).workspace.inspect()).toEqual([]);
    expect(await bench.repository.git('config', 'user.name')).toBe('Somebody');
  });

  it('keeps what ATMS merges', async () => {
    const bench = await opened();
    const attempt = await bench.begin(1);
    const open = await createRepositories()(bench.repository.top);
    const line = 'refs/heads/atms/w';
    bench.ownMoves.set(line, attempt.start);
    const swap = { ref: line, to: attempt.start, from: 'absent', reason: 'atms: merge' };
    await open.compareAndSwap(swap);
    expect(await attempt.workspace.inspect()).toEqual([]);
    expect(await valueOf(bench, line)).toBe(attempt.start);
    expect(await bench.repository.git('log', '-g', '--format=%ge', '-1', line)).toBe(
      atmsIdentity.email,
    );
  });
});

describe('a hook or a configuration that changes while attempts run', () => {
  it('is put back, kept, and refuses all attempts that ran', async () => {
    const bench = await opened();
    const before = await readFile(configOf(bench), 'utf8');
    const attempts = [await bench.begin(1), await bench.begin(2), await bench.begin(3)];
    await writeHook(bench, 'echo caught');
    await attempts[0]?.git('config', 'core.hooksPath', '/tmp');
    for (const { workspace } of attempts) {
      const findings = await workspace.inspect();
      expect(findings.map((one) => one.gate)).toEqual(['repository', 'repository']);
    }
    expect(existsSync(hookOf(bench))).toBe(false);
    expect(await readFile(configOf(bench), 'utf8')).toBe(before);
    expect(await undoneFiles(bench)).toHaveLength(2);
  });

  it('refuses nobody who began after it was put back', async () => {
    const bench = await opened();
    const guilty = await bench.begin(1);
    await writeHook(bench);
    expect(await guilty.workspace.inspect()).toHaveLength(1);
    expect(await (await bench.begin(2)).workspace.inspect()).toEqual([]);
  });

  it("is put back to the user's own hook", async () => {
    const bench = await opened();
    await writeHook(bench, 'echo of the user');
    const attempt = await bench.begin(1);
    await rm(hookOf(bench));
    expect(await attempt.workspace.inspect()).toHaveLength(1);
    expect(await readFile(hookOf(bench), 'utf8')).toContain('echo of the user');
  });
});

describe('a crash', () => {
  it('does not hide that an attempt moved a branch', async () => {
    const bench = await opened();
    const before = await bench.begin(1);
    await moveRef(before);
    bench.restart();
    const after = await bench.resume(before);
    expect(await after.workspace.inspect()).toHaveLength(1);
    expect(await valueOf(bench)).toBe(before.start);
  });

  it('does not hide it either when nobody takes the attempt up again', async () => {
    const bench = await opened();
    const lost = await bench.begin(1);
    await moveRef(lost);
    bench.restart();
    const next = await bench.begin(2, { start: lost.start });
    expect(await valueOf(bench)).toBe(lost.start);
    expect(bench.reports.join()).toContain(main);
    expect(await next.workspace.inspect()).toEqual([]);
  });

  it('does not make an attempt of what the user did since', async () => {
    const bench = await opened();
    const before = await bench.begin(1);
    bench.restart();
    const users = await bench.repository.commit('After the crash');
    const after = await bench.resume(before);
    expect(await after.workspace.inspect()).toEqual([]);
    expect(await valueOf(bench)).toBe(users);
  });

  it('leaves hooks as they are, which may be the work of the user since, and says so', async () => {
    const bench = await opened();
    const before = await bench.begin(1);
    await writeHook(bench);
    bench.restart();
    const after = await bench.resume(before);
    expect(await after.workspace.inspect()).toEqual([]);
    expect(existsSync(hookOf(bench))).toBe(true);
    expect(bench.reports.join()).toContain('hooks/pre-commit');
  });

  it('leaves nothing to be compared with when the file about it is broken', async () => {
    const bench = await opened();
    await bench.begin(1);
    const folder = join(bench.repository.root, 'cache/snapshots');
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '');
    bench.restart();
    expect(await (await bench.begin(2)).workspace.inspect()).toEqual([]);
  });
});
