/** Killed at any step a repair leaves the damaged log as it was, with what stands in its -wal, or the new one. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newEvents } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surveyLog } from './log-damage.ts';
import { openLogDatabase } from './open-log-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const preload = new URL('../../../testkit/src/killed-at-step.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('repair-writer.ts', import.meta.url));
const loader = import.meta.resolve('tsx');
const eventCount = 300;
const kept = 'log.db.damaged-2030-01-01T00-00-00-000Z';

let top = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'atms-repair-'));
});
afterEach(() => rmSync(top, { recursive: true }));

function onFatal(error: unknown): never {
  throw error;
}

/** Copied while it was open, as a kill leaves it: everything stands in the -wal. The event 201 is missing. */
async function makeDamaged(folder: string): Promise<void> {
  const written = join(top, 'written');
  mkdirSync(written);
  const database = openLogDatabase(join(written, 'log.db'), { onFatal });
  const store = createSqliteEventStore(database);
  const events = newEvents(eventCount, { data: { text: 'x'.repeat(100) } });
  await store.append({ stream: 'task-1', expected: 'no-stream', events });
  database.transaction(() => database.exec('DELETE FROM events WHERE position = 201'));
  cpSync(written, folder, { recursive: true });
  await store.close();
  database.close();
  expect(statSync(join(folder, 'log.db-wal')).size).toBeGreaterThan(0);
}

/** @returns what ended it; null when it came to its end. */
function repairKilledAt(step: number, folder: string): string | null {
  const env = { ...process.env, KILL_AT_STEP: `${step}`, KILL_IN: folder };
  const args = ['--import', loader, '--import', preload, program, folder];
  const { signal, status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (signal === null) expect(status, stderr).toBe(0);
  return signal;
}

function openedAt(folder: string): number {
  const database = openLogDatabase(join(folder, 'log.db'), { onFatal });
  const [row] = database.prepare('SELECT max(position) AS head FROM events').all([]);
  database.close();
  return (row as { readonly head: number }).head;
}

describe('a repair that is killed', () => {
  it('at any step leaves one of the two logs whole, and the first to open the new one finishes', async () => {
    const pristine = join(top, 'pristine');
    await makeDamaged(pristine);
    const survey = surveyLog(join(pristine, 'log.db'));
    expect(survey.readable).toBe(200);
    const found = { damaged: 0, repaired: 0 };
    for (let step = 1; ; step++) {
      const folder = join(top, `step-${step}`);
      cpSync(pristine, folder, { recursive: true });
      if (repairKilledAt(step, folder) === null) break;
      const names = readdirSync(folder);
      const isCommitted = names.includes('repaired-log') || names.includes(kept);
      found[isCommitted ? 'repaired' : 'damaged'] += 1;
      if (isCommitted) {
        expect(openedAt(folder)).toBe(200);
        expect(readdirSync(folder).toSorted()).toEqual(['log.db', kept, 'log.lock']);
        expect(surveyLog(join(folder, kept))).toEqual(survey);
      } else {
        expect(surveyLog(join(folder, 'log.db'))).toEqual(survey);
        expect(() => openedAt(folder)).toThrow(expect.objectContaining({ code: 'log-damaged' }));
      }
    }
    expect(found.damaged).toBeGreaterThan(3);
    expect(found.repaired).toBeGreaterThan(3);
  });
});
