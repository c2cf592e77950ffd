import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const atms = fileURLToPath(new URL('../bin/atms.mjs', import.meta.url));

let repository: string;

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'atms-start-'));
});
afterEach(() => rmSync(repository, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const options = { cwd: repository, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [atms, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A repository whose compiler settings put its own files in the place of packages that ATMS imports. */
function takeOurNames(): void {
  const compilerOptions = { baseUrl: 'src', paths: { '*': ['*'] } };
  writeFileSync(join(repository, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  mkdirSync(join(repository, 'src'));
  for (const name of ['commander', 'zod', 'yaml', 'hono', 'execa']) {
    writeFileSync(
      join(repository, 'src', `${name}.ts`),
      `throw new Error('the file of the user was run');\n`,
    );
  }
}

describe('the start of the command', () => {
  it("takes its own packages and not the user's files of the same name", async () => {
    takeOurNames();
    const { code, stdout, stderr } = await start(['--help']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('atms');
  });

  it('does so also when the environment points tsx to the settings of the user', async () => {
    takeOurNames();
    const { code } = await start(['--help'], {
      TSX_TSCONFIG_PATH: join(repository, 'tsconfig.json'),
    });
    expect(code).toBe(0);
  });

  it("passes on the command line's own exit code", async () => {
    const { code, stderr } = await start(['there-is-no-such-command']);
    expect(stderr).not.toBe('');
    expect(code).toBe(2);
  });
});
