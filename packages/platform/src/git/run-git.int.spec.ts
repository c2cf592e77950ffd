import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGit } from './run-git.ts';

describe('a git that never ends', () => {
  it('is ended after its time, and the message names the call and what it may wait for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atms-hangs-'));
    const program = join(folder, 'git');
    await writeFile(program, '#!/bin/sh\nexec sleep 600\n');
    await chmod(program, 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${folder}:${before ?? ''}`;
    try {
      const hanging = runGit({ cwd: folder, args: ['status'], timeoutMs: 50 });
      await expect(hanging).rejects.toMatchObject({
        code: 'git-hangs',
        message: expect.stringContaining(`'git status' in ${folder} was ended`) as string,
      });
    } finally {
      process.env['PATH'] = before;
      await rm(folder, { recursive: true });
    }
  });
});
