import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePlan } from '@atms/plan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../spec-support/cli.ts';
import { checkPaths } from './check-paths.ts';

const planOf = (path: string) => {
  const reading = parsePlan(`tasks: [{ id: T1, name: one, run: 'true', paths: ['${path}'] }]`, {});
  if (!reading.ok) throw new Error('The plan of this test is none');
  return reading.plan;
};

describe('paths behind a symbolic link', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    await mkdir(join(sandbox.repository, 'src'));
    await writeFile(join(sandbox.repository, 'src', 'a.ts'), '');
    await symlink('src', join(sandbox.repository, 'inside'));
    await symlink('/etc', join(sandbox.repository, 'outside'));
    await sandbox.git('add', '--all');
    await sandbox.git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'links');
  });
  afterAll(() => sandbox.remove());

  it('are refused with the link, whether it leads out of the repository or not', async () => {
    const check = (path: string) => checkPaths(planOf(path), sandbox.repository, 'HEAD');
    await expect(check('outside/hosts')).rejects.toThrow(
      'T1: outside/hosts leads through the link outside',
    );
    await expect(check('inside/**')).rejects.toThrow('leads through the link inside');
    await expect(check('src/**')).resolves.toBeUndefined();
    await expect(check('inside')).resolves.toBeUndefined();
  });
});
