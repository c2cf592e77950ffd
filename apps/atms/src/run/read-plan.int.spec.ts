import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from './read-plan.ts';

describe('a plan', () => {
  let folder: string;
  const named = (name: string, input: readonly (string | Uint8Array)[] = []) =>
    readPlan(name, { folder, atms: 'atms' }, chunks(input));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-plan-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read from a file in the format of its ending', async () => {
    await writeFile(join(folder, 'shop.md'), '1. One\n2. Two\n');
    expect(await named('shop.md')).toMatchObject({
      format: 'list',
      plan: { name: 'shop', tasks: [{ name: 'One' }, { name: 'Two', dependencies: ['T1'] }] },
      notes: [expect.stringContaining('one after the other')],
    });
    await writeFile(join(folder, 'plan'), 'tasks: [{id: a, name: A}]');
    expect(await named('plan')).toMatchObject({ format: 'yaml', plan: { name: 'plan' } });
  });

  it('is read from standard input, also where a letter comes in two parts', async () => {
    const bytes = new TextEncoder().encode('- Grüße\n');
    const read = await named('-', [bytes.slice(0, 5), bytes.slice(5)]);
    expect(read.plan).toMatchObject({ name: 'Grüße', tasks: [{ name: 'Grüße' }] });
    await expect(named('-')).rejects.toThrow('stdin: The plan is empty');
    await expect(named('-', ['- a\n  priority: x\n'])).rejects.toThrow('stdin:2:13: Task T1');
  });

  it.each([
    ['1. One 2. Two', 2],
    ['- One\n- Two\n- Three', 3],
    ['{"tasks": [{"id": "a", "name": "A"}]}', 1],
    [`- ${'long '.repeat(2000)}`.slice(0, 300), 1],
  ])('is read from the argument itself: %j', async (text, count) => {
    expect((await named(text)).plan.tasks).toHaveLength(count);
  });

  it('that is neither a file nor a list is not found, with a word on what would be', async () => {
    await expect(named('make it fast')).rejects.toThrow(
      /^There is no file make it fast\. .*begins with "1\."/,
    );
    await expect(named('make it fast')).rejects.toMatchObject({ code: 'not-found' });
    await expect(named('x'.repeat(5000))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that is no text, too long, or full of faults is refused in a few lines', async () => {
    await writeFile(join(folder, 'picture.md'), Buffer.from([0x2d, 0x20, 0xff, 0xfe]));
    await expect(named('picture.md')).rejects.toThrow('picture.md is no text in UTF-8');
    const megabyte = 'x'.repeat(1024 * 1024);
    const endless = Array.from({ length: 100 }, () => megabyte);
    await expect(named('-', endless)).rejects.toThrow('larger than a plan may be: 8388608 bytes');
    const faults = Array.from({ length: 50 }, () => '- a\n  priority: x').join('\n');
    await expect(named('-', [faults])).rejects.toThrow(/^(?:.*\n){21} {2}and 30 more$/);
  });
});

async function* chunks(parts: readonly (string | Uint8Array)[]) {
  yield* parts;
}
