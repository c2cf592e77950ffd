import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createGatewayBench } from '../testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);

const venv = (answer: string) =>
  `mkdir -p .venv/bin && printf '#!/bin/sh\\n${answer}\\n' >.venv/bin/own-python && chmod +x .venv/bin/own-python`;

it('programs that the environment of a checkout was prepared with are there for its gates', async () => {
  const bench = await opened();
  const checks = [{ name: 'own', run: 'own-python' }];
  await bench.task('T1', { checks, prepare: venv('exit 0') });
  await bench.startGateway();
  await bench.happened('task.executed', await bench.work({ 'b.txt': '' }));
  expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'passed' }]);
});

it('programs that a commit brings along judge nothing', async () => {
  const bench = await opened();
  const checks = [{ name: 'own', run: 'own-python' }];
  await bench.task('T1', { checks, prepare: 'chmod +x .venv/bin/own-python' });
  await bench.startGateway();
  const base = await bench.commit({ '.venv/bin/own-python': '#!/bin/sh\nexit 0\n' });
  await bench.happened('task.executed', await bench.work({ 'b.txt': '' }, { base }));
  expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'error' }]);
});

it('a project whose only test tool is not there stays unproven, whatever else passes', async () => {
  const bench = await opened();
  await bench.task('T1', { checks: 'found', prepare: 'true' });
  await bench.startGateway();
  const manifest = { scripts: { lint: 'node --version' }, devDependencies: { jest: '30' } };
  const files = { 'package.json': JSON.stringify(manifest) };
  await bench.happened('task.executed', await bench.work(files));
  const [result] = await bench.until('validation.result');
  expect(result?.verdict).toBe('unproven');
  const [, , tests, lint] = result?.gates ?? [];
  expect(lint).toMatchObject({ gate: 'lint', status: 'passed' });
  expect(Object.keys(tests ?? {})).toEqual(['gate', 'status', 'durationMs', 'findings', 'reason']);
  expect(tests?.reason).toContain('not installed: jest is not in node_modules');
});

describe('checks that reach into the repository itself', () => {
  const judged = async (run: string) => {
    const bench = await opened();
    const { repository } = bench;
    await repository.git('branch', 'mine', 'main');
    await bench.task('T1', { checks: [{ name: 'reaches', run }] });
    await bench.startGateway();
    await bench.happened('task.executed', await bench.work({ 'b.txt': '' }));
    const [result] = await bench.until('validation.result');
    return { bench, result };
  };
  const commonDir = '"$(git rev-parse --path-format=absolute --git-common-dir)"';

  it('are refused for a ref that they move, and it is put back', async () => {
    const { bench, result } = await judged('git update-ref refs/heads/mine HEAD; git tag other');
    expect(result).toMatchObject({ verdict: 'failed' });
    expect(result?.gates.at(-1)?.gate).toBe('repository');
    expect(JSON.stringify(result?.gates.at(-1)?.findings)).toContain('refs/heads/mine was moved');
    const { git } = bench.repository;
    expect(await git('rev-parse', 'mine')).toBe(await git('rev-parse', 'main'));
    expect(await git('tag', '--list')).toBe('');
    expect(bench.ports.complaints.join()).toContain('refs/heads/mine');
  });

  it('are refused for a hook or a setting that changes meanwhile, and it is told', async () => {
    const { bench, result } = await judged(
      `mkdir -p ${commonDir}/hooks; echo true >${commonDir}/hooks/pre-push; git config alias.st status`,
    );
    expect(result).toMatchObject({ verdict: 'failed' });
    expect(result?.gates.at(-1)?.findings).toHaveLength(2);
    const told = bench.ports.complaints.join();
    expect(told).toContain('The hook hooks/pre-push in the git folder changed');
    expect(told).toContain('The config config in the git folder changed');
  });

  it("are not refused for what they do elsewhere, or for the user's own moves", async () => {
    const own = "unset $(env | grep -o '^GIT_[A-Z_0-9]*'); git update-ref refs/heads/mine HEAD~0";
    const elsewhere = 'git init --quiet t && git -C t commit --quiet --allow-empty -m x';
    const author = '-c user.name=A -c user.email=a@example.org';
    const { bench, result } = await judged(
      `${elsewhere.replace('git -C', `git ${author} -C`)} && git fetch --quiet . main:refs/remotes/origin/main && (${own})`,
    );
    expect(result?.gates.map(({ gate }) => gate)).toEqual(['scope', 'integrity', 'reaches']);
    expect(result?.verdict).toBe('passed');
    expect(bench.ports.complaints).toEqual([]);
  });

  it("are not refused for the user's everyday work beside them", async () => {
    const own = "unset $(env | grep -o '^GIT_[A-Z_0-9]*')";
    const everyday = `cd ${commonDir}/.. && ${own} && git branch --quiet --track topic main && git config branch.main.vscode-merge-base origin/main && git config user.email ada@example.org && git remote add other https://example.org/a.git && git branch --quiet -d topic`;
    const { bench, result } = await judged(everyday);
    expect(result?.verdict).toBe('passed');
    expect(bench.ports.complaints).toEqual([]);
    expect(await bench.repository.git('config', 'user.email')).toBe('ada@example.org');
  });

  it.each([
    'core.hooksPath',
    'filter.x.clean',
    'merge.x.driver',
    'url.x.insteadOf',
    'include.path',
  ])('are refused for a change of %s', async (name) => {
    const { result } = await judged(`git config ${name} /elsewhere`);
    expect(result?.verdict).toBe('failed');
    expect(JSON.stringify(result?.gates.at(-1)?.findings)).toContain('The config config');
  });

  it('see in repositories of their own what they would see anywhere', async () => {
    const asks = [
      'git init --quiet t && cd t && git config user.name Ada && git config user.email ada@example.org',
      'git commit --quiet --allow-empty --message=x',
      'test "$(git log -1 --format="%cn %ce")" = "Ada ada@example.org"',
      'test -z "$(env | grep GIT_COMMITTER)"',
    ].join(' && ');
    const { bench, result } = await judged(asks);
    expect(result?.verdict).toBe('passed');
    expect(bench.ports.complaints).toEqual([]);
  });

  it('are refused for a ref that they move also where the repository names a committer itself', async () => {
    const { result } = await judged(
      'git -c user.name=Ada -c user.email=ada@example.org tag --no-sign other',
    );
    expect(result?.verdict).toBe('failed');
  });
});
