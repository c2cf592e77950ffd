import { describe, expect, it } from 'vitest';
import { decidingSettings } from './git-settings.ts';

describe('what decides what git does', () => {
  it.each([
    ['[core]\n\thooksPath = x', ['core.hookspath=x']],
    ['[core] fsmonitor = x # why', ['core.fsmonitor=x']],
    ['[Filter "a.B"]\n\tclean = "x; y"', ['filter.a.B.clean="x; y"']],
    ['[merge "m"]\n\tdriver = a \\\n  b', ['merge.m.driver=a \\\n  b']],
    ['[diff.a]\n\ttextconv = x', ['diff.a.textconv=x']],
    [
      '[include]\n\tpath = x\n[includeIf "gitdir:/a/"]\n\tpath = y',
      ['include.path=x', 'includeif.gitdir:/a/.path=y'],
    ],
    ['[url "a"]\n\tinsteadOf = b', ['url.a.insteadof=b']],
    ['[remote "o"]\n\turl = a\n\tuploadpack = b', ['remote.o.uploadpack=b']],
    [
      '[difftool "d"]\n\tcmd = x\n[gpg]\n\tprogram = x\n[alias]\n\tst',
      ['difftool.d.cmd=x', 'gpg.program=x', 'alias.st=true'],
    ],
    ['[submodule "s"]\n\tupdate = !x\n\turl = a', ['submodule.s.update=!x']],
    // What looks like another section is a value here, and what looks like a longer comment is a setting.
    [
      '[core]\n\teditor = a\\\n[branch "b"]\n\thooksPath = x',
      ['core.editor=a\\\n[branch "b"]', 'core.hookspath=x'],
    ],
    ['# a \\\n[alias]\n\tst = x', ['alias.st=x']],
    ['[user]\n\tname = "a # b" ; c \\\n[alias]\n\tst = x', ['alias.st=x']],
  ])('%j decides %j', (text, settings) => {
    expect(decidingSettings(text)).toEqual(settings);
  });
});

it('branches, remotes, people and how a file is laid out decide nothing', () => {
  const text = `\uFEFF# mine\r
[branch "main"]\r
	remote = origin
	merge = refs/heads/main
	vscode-merge-base = origin/main
[remote "origin"] url = https://example.org/a.git
	fetch = +refs/heads/*:refs/remotes/origin/*
[user]
	email = "ada@example.org"; home
[submodule "s"]
	active = true
	update = rebase
[core]
	sparseCheckout = true
`;
  expect(decidingSettings(text)).toEqual([]);
  expect(decidingSettings('')).toEqual([]);
});

it.each(['hooksPath = x', '[core\n', '[a]\n = b', '[a]\nb "c', '[a]\nb = "c'])(
  '%j is no configuration',
  (text) => {
    expect(decidingSettings(text)).toBeUndefined();
  },
);
