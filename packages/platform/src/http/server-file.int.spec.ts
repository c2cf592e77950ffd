import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHttpServer } from './http-server.ts';
import type { ServerAddress } from './server-file.ts';
import {
  findLiveServer,
  readServerFile,
  removeServerFile,
  serverFile,
  writeServerFile,
} from './server-file.ts';

const token = 'a-token-of-some-length';

describe('server.json', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-server-file-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read back as it was written, and by its owner alone', async () => {
    const address = at('http://127.0.0.1:4680');
    await writeServerFile(folder, address);
    expect(await readServerFile(folder)).toEqual(address);
    expect((await stat(serverFile(folder))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['server.json']);
  });

  it('takes the place of what a dead holder left', async () => {
    await writeServerFile(folder, at('http://127.0.0.1:1'));
    await writeServerFile(folder, at('http://127.0.0.1:2'));
    expect((await readServerFile(folder))?.url).toBe('http://127.0.0.1:2');
  });

  it('is removed by the one who wrote it and left by everybody else', async () => {
    const address = at('http://127.0.0.1:4680');
    await writeServerFile(folder, address);
    await removeServerFile(folder, { ...address, token: 'the-token-of-another-one' });
    expect(await readServerFile(folder)).toEqual(address);
    await removeServerFile(folder, address);
    expect(await readdir(folder)).toEqual([]);
  });

  it('leads to the server that answers as the named process', async () => {
    const server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    await writeServerFile(folder, at(server.url));
    expect(await findLiveServer(folder)).toEqual(at(server.url));
    await server.close(0);
    expect(await findLiveServer(folder)).toBeUndefined();
  });

  it('is stale when its process is gone, though another server has the port', async () => {
    const gone = await pidOfEnded();
    const server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    await writeServerFile(folder, { ...at(server.url), pid: gone });
    expect(await findLiveServer(folder)).toBeUndefined();
    await server.close(0);
  });

  it('is stale when the address answers as another process', async () => {
    const server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    await writeServerFile(folder, { ...at(server.url), pid: process.ppid });
    expect(await findLiveServer(folder)).toBeUndefined();
    await server.close(0);
  });

  it.each([
    ['nothing', undefined],
    ['half a file', '{"url":"http://127.0.0.1:46'],
    ['an address on another machine', JSON.stringify(at('http://10.0.0.1:4680'))],
    [
      'an address that only looks like loopback',
      JSON.stringify(at('http://127.0.0.1:80@10.0.0.1')),
    ],
  ])('is not believed when it holds %s', async (_, content) => {
    if (content !== undefined) await writeFile(serverFile(folder), content);
    expect(await findLiveServer(folder)).toBeUndefined();
  });
});

function at(url: string): ServerAddress {
  return { url, pid: process.pid, token, startedAt: '2026-01-02T03:04:05.678Z' };
}

async function pidOfEnded(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}
