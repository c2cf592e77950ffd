import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ack } from '@atms/eventsourcing';
import { createGathering, newEvents, testSourceOf } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLineLogger } from '../lifecycle/index.ts';
import { openDataDirectory } from './data-directory.ts';
import { createFileBlobStore } from './file-blob-store.ts';
import { openEmbedded } from './open-embedded.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-embedded-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function open(dataDirectory = join(folder, '.atms')) {
  return openEmbedded({
    dataDirectory,
    sourceOf: testSourceOf,
    log: createLineLogger({ level: 'silent', write: () => {} }),
    onFatal: (error) => {
      throw error;
    },
  });
}

describe('the data directory', () => {
  it('is made for its owner alone, and ignored by git', async () => {
    const { path } = await openDataDirectory(join(folder, '.atms'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(path, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps its id', async () => {
    const first = await openDataDirectory(join(folder, '.atms'));
    const second = await openDataDirectory(join(folder, '.atms'));
    expect(second).toEqual(first);
    expect(first.dataDirectoryId).toMatch(/^[0-9A-Z]{26}$/);
  });

  it('has one id for all who open it at the same moment, and nothing half written', async () => {
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => openDataDirectory(join(folder, '.atms'))),
    );
    expect(new Set(opened.map((one) => one.dataDirectoryId)).size).toBe(1);
    expect((await readdir(join(folder, '.atms'))).toSorted()).toEqual(['.gitignore', 'id']);
  });

  it('leaves a .gitignore of the user as it is', async () => {
    const { path } = await openDataDirectory(join(folder, '.atms'));
    await writeFile(join(path, '.gitignore'), '*\n!report.md\n');
    await openDataDirectory(path);
    expect(await readFile(join(path, '.gitignore'), 'utf8')).toBe('*\n!report.md\n');
  });

  it('says why it cannot be used', async () => {
    await writeFile(join(folder, '.atms'), 'a file');
    await expect(openDataDirectory(join(folder, '.atms'))).rejects.toMatchObject({
      code: 'unusable-data-directory',
    });
  });

  it('refuses an id that is none', async () => {
    const { path } = await openDataDirectory(join(folder, '.atms'));
    await writeFile(join(path, 'id'), '');
    await expect(openDataDirectory(path)).rejects.toMatchObject({
      code: 'unusable-data-directory',
    });
  });
});

describe('the embedded platform', () => {
  it('goes on where it was closed: events, cursors, blobs', async () => {
    const first = await open();
    const { key } = await first.blobs.put(Buffer.from('a transcript'));
    await first.store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(3) });
    const handled = createGathering<number>();
    const consumer = {
      durable: 'tests__alpha',
      source: 'alpha',
      concurrency: 1,
      handler: async ({ event }: { readonly event: { readonly position: number } }) => {
        handled.add(event.position);
        return ack;
      },
      onDeadLetter: async () => {},
    };
    const consumption = await first.bus.consume(consumer);
    await handled.until(3);
    await consumption.close();
    await first.close();

    const second = await open();
    expect(second.dataDirectoryId).toBe(first.dataDirectoryId);
    expect(Buffer.from((await second.blobs.get(key)) ?? '').toString()).toBe('a transcript');
    const again = await second.bus.consume(consumer);
    await second.store.append({ stream: 'task-1', expected: 2, events: newEvents(1) });
    await handled.until(4);
    await again.close();
    await second.close();
    expect(handled.items).toEqual([1, 2, 3, 4]);
  });

  it('keeps a second one out of its data directory until it is closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'data-directory-held' });
    await first.close();
    await (await open()).close();
  });

  it('refuses everything after it was closed', async () => {
    const { store, close } = await open();
    await close();
    const append = store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
    await expect(append).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.head()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('writes what was appended just before it was closed', async () => {
    const first = await open();
    const append = first.store.append({
      stream: 'task-1',
      expected: 'no-stream',
      events: newEvents(2),
    });
    await first.close();
    expect((await append).revision).toBe(1);
    const second = await open();
    expect(await second.store.head()).toBe(2);
    await second.close();
  });
});

describe('a blob', () => {
  it('that is no longer what was put there is not handed out', async () => {
    const blobs = createFileBlobStore(join(folder, 'blobs'));
    const { key } = await blobs.put(Buffer.from('the truth'));
    await writeFile(join(folder, 'blobs', key.slice(0, 2), key), 'something else');
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'blob-damaged' });
  });

  it('leaves nothing half written behind', async () => {
    const blobs = createFileBlobStore(join(folder, 'blobs'));
    const { key } = await blobs.put(Buffer.from('the truth'));
    await blobs.put(Buffer.from('the truth'));
    expect(await readdir(join(folder, 'blobs', key.slice(0, 2)))).toEqual([key]);
  });
});
