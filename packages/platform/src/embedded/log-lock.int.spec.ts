/** Nobody opens a log while it is repaired, and nobody repairs one that is open or under repair: tried with processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newEvents } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surveyLog } from './log-damage.ts';
import { lockLog } from './log-lock.ts';
import { openLogDatabase } from './open-log-database.ts';
import { repairLog } from './repair-log.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const program = fileURLToPath(new URL('log-opener.ts', import.meta.url));
const loader = import.meta.resolve('tsx');
const at = '2030-01-01T00:00:00.000Z';

let folder = '';
let others: ChildProcess[] = [];
const path = () => join(folder, 'log.db');

/** Five events; the third is no JSON. It opens well: what lies in between is not read then. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atms-lock-'));
  others = [];
  const database = openLogDatabase(path(), { onFatal });
  const store = createSqliteEventStore(database);
  await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(5) });
  await store.close();
  database.close();
  const file = openSqliteDatabase(path());
  file.exec(`UPDATE events SET data = '{' WHERE position = 3`);
  file.close();
});
afterEach(async () => {
  await Promise.all(others.map(killed));
  rmSync(folder, { recursive: true });
});

function onFatal(error: unknown): never {
  throw error;
}

/** @returns what another process says once it has done this, or was refused. */
async function another(act: 'append' | 'hold' | 'repair'): Promise<string> {
  const child = spawn(process.execPath, ['--import', loader, program, act, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.push(child);
  for await (const line of createInterface(child.stdout)) return line;
  return 'nothing';
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function repair(complete: (fresh: string) => Promise<void> = async () => {}) {
  const lock = lockLog(folder);
  try {
    return await repairLog(lock, { at, complete });
  } finally {
    lock.release();
  }
}

function headOf(): number {
  const database = openLogDatabase(path(), { onFatal });
  const [row] = database.prepare('SELECT max(position) AS head FROM events').all([]);
  database.close();
  return (row as { readonly head: number }).head;
}

describe('a log', () => {
  it('is opened by nobody while it is repaired, so that nothing is appended to what goes', async () => {
    const said: string[] = [];
    const { keptAs = '' } = await repair(async () => {
      said.push(await another('append'));
    });
    expect(said).toEqual(['data-directory-held']);
    expect(surveyLog(keptAs)).toMatchObject({ readable: 2 });
    expect(headOf()).toBe(2);
    expect(await another('append')).toBe('done');
    expect(headOf()).toBe(3);
  });

  it('is not repaired while another process has it open, and is as soon as that one is killed', async () => {
    expect(await another('hold')).toBe('done');
    await expect(repair()).rejects.toMatchObject({ code: 'data-directory-held' });
    expect(existsSync(join(folder, 'repaired-log'))).toBe(false);
    await Promise.all(others.map(killed));
    expect((await repair()).readable).toBe(2);
  });

  it('is repaired by one process at a time: the other one is refused and takes nothing away', async () => {
    const said: string[] = [];
    await repair(async () => {
      said.push(await another('repair'));
    });
    expect(said).toEqual(['data-directory-held']);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
    expect(headOf()).toBe(2);
  });
});
