import { expect, it } from 'vitest';
import { judged, rulesOf } from './fixtures/judged.ts';

const manifest = (workspaces: unknown) => JSON.stringify({ workspaces });
const yaml = (...packages: readonly string[]) =>
  `packages: # all of them\n${packages.map((one) => `  - '${one}'\n`).join('')}overrides:\n  a: 1\n`;

const narrowed: readonly (readonly [string, string, string | undefined])[] = [
  ['package.json', manifest(['packages/*']), manifest(['packages/a'])],
  ['package.json', manifest(['packages/*', 'apps/*']), manifest(['packages/*'])],
  ['package.json', manifest({ packages: ['a', 'b'] }), manifest({ packages: ['a'] })],
  ['package.json', manifest(['packages/*']), manifest(['packages/*', '!packages/b'])],
  ['package.json', manifest(['packages/*']), '{}'],
  ['pnpm-workspace.yaml', yaml('packages/*', 'apps/*'), yaml('packages/*')],
  ['pnpm-workspace.yaml', yaml('packages/*'), yaml('packages/*', '!packages/b')],
  ['pnpm-workspace.yaml', 'packages: ["a", b]', 'packages: ["a"]'],
  ['pnpm-workspace.yaml', yaml('packages/*'), undefined],
];
it.each(narrowed)('%s: from %j to %j looks at fewer packages', (path, before, after) => {
  const change = { [path]: { before, ...(after === undefined ? {} : { after }) } };
  expect(rulesOf(change, { paths: [path] })).toEqual(['fewer-workspaces']);
  expect(judged(change).result.findings[0]?.message).toMatch(
    /If it is meant: give the task the category 'tooling' or 'removal'\.$/,
  );
  expect(rulesOf(change, { category: 'tooling' })).toEqual([]);
  expect(rulesOf(change, { category: 'removal' })).toEqual([]);
});

const kept: readonly (readonly [string, string, string])[] = [
  ['package.json', manifest(['packages/a']), manifest(['packages/a', 'packages/b'])],
  ['package.json', manifest(['packages/a', 'packages/b']), manifest(['./packages/*'])],
  ['package.json', manifest(['packages/*']), manifest({ packages: ['packages/**'] })],
  ['package.json', '{}', manifest(['packages/*'])],
  ['pnpm-workspace.yaml', yaml('packages/*', '!x'), yaml('packages/*', 'apps/*')],
  ['pnpm-workspace.yaml', yaml('a'), yaml('a').replace('a: 1', 'a: 2')],
];
it.each(kept)('%s: from %j to %j looks at as many', (path, before, after) => {
  expect(rulesOf({ [path]: { before, after } })).toEqual([]);
});

it('a list may move to the file of another package manager', () => {
  const change = {
    'package.json': { before: manifest(['packages/*']), after: '{}' },
    'pnpm-workspace.yaml': { after: yaml('packages/*') },
  };
  expect(rulesOf(change)).toEqual([]);
});
