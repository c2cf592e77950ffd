/** Which packages of a repository are looked at: those that are taken off the list are no longer tested. */
import type { Finding } from '@atms/contracts';
import { covers } from '@atms/plan';
import { type AttemptChange, objection } from './attempt-change.ts';
import { workspacesOf } from './manifest-texts.ts';

const list = /(^|\/)(package\.json|pnpm-workspace\.yaml)$/;

export function isWorkspaceList(path: string): boolean {
  return list.test(path);
}

export function workspacesKept({ files, before, after }: AttemptChange): readonly Finding[] {
  const lists = files.filter(({ path, from }) => isWorkspaceList(from ?? path));
  const now = lists.flatMap(({ path }) => listedIn(path, after.get(path)));
  return lists.flatMap(({ path: place, from, status }) => {
    const path = from ?? place;
    if (status === 'added') return [];
    const was = listedIn(path, before.get(place));
    const lost = was.find((one) => !isLookedAt(one, now)) ?? excluded(was, now);
    if (was.length === 0 || lost === undefined) return [];
    const message = `The packages '${lost}' are no longer among the workspaces of ${path}, so that their tests do not run. Put them back.`;
    return [objection({ rule: 'fewer-workspaces', file: path, message })];
  });
}

/** A pattern stands for a package that it would find. */
function isLookedAt(pattern: string, now: readonly string[]): boolean {
  if (pattern.startsWith('!') || now.includes(pattern)) return true;
  const example = pattern.replaceAll('**', 'x').replaceAll('*', 'x');
  return covers(
    now.filter((one) => !one.startsWith('!')),
    example,
  );
}

function excluded(was: readonly string[], now: readonly string[]): string | undefined {
  return now.find((one) => one.startsWith('!') && !was.includes(one));
}

function listedIn(path: string, text: string | undefined): readonly string[] {
  const listed = path.endsWith('.json') ? workspacesOf(text) : packagesOf(text ?? '');
  return listed.map((one) => one.replace(/^(!?)\.\//, '$1').replace(/\/$/, ''));
}

/** The list `packages` of a pnpm-workspace.yaml, in either of the two forms that YAML has for lists. */
function packagesOf(text: string): readonly string[] {
  const [, inline, lines = ''] =
    /^packages:[ \t]*(?:\[([^\]]*)\]|(?:#.*)?((?:\n[ \t]*(?:-.*|#.*)?)*))/m.exec(text) ?? [];
  const items = inline?.split(',') ?? lines.split('\n').filter((line) => /^\s*-/.test(line));
  return items
    .map((item) =>
      item
        .replace(/^\s*(?:- *)?/, '')
        .replace(/\s+#.*$/, '')
        .trim(),
    )
    .map((item) => item.replace(/^(['"])(.*)\1$/, '$2'))
    .filter((item) => item !== '');
}
