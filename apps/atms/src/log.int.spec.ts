import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from './log.ts';

describe('what the services say', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'atms-log-'));
  });
  afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

  const said = (debug: boolean) => {
    const lines: string[] = [];
    const { log, close } = openLog({ dataDirectory, debug, say: (text) => lines.push(text) });
    log.debug('looked');
    log.info('took up 3 messages');
    log.warn('atms/x is checked out; the merge waits');
    log.warn('A handler failed', { durable: 'queue__executor' });
    log.error('It broke\u001b[2J');
    close();
    return lines;
  };

  it('is kept in a file, from information on', async () => {
    said(false);
    const file = await readFile(join(dataDirectory, 'atms.log'), 'utf8');
    expect(file.trimEnd().split('\n')).toHaveLength(4);
    expect(file).toContain('A handler failed durable=queue__executor');
  });

  it('is shown to people when it is a fault or a warning in words, without control sequences', () => {
    expect(said(false)).toEqual([
      'atms/x is checked out; the merge waits',
      expect.stringMatching(/ error It broke\n$/),
    ]);
  });

  it('is all shown to whoever looks for a fault', () => {
    expect(said(true)).toHaveLength(5);
  });
});
