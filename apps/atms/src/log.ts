import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@atms/eventsourcing';
import { createLineLogger, openLogFile } from '@atms/platform/lifecycle';
import { stripControl } from '@atms/platform/process';

export interface LogOptions {
  /** An existing folder. */
  readonly dataDirectory: string;
  /** Everything is said to the person too. */
  readonly debug: boolean;
  readonly say: (text: string) => void;
}

export interface OpenLog {
  readonly log: Logger;
  close(): void;
}

const largestBytes = 8 * 1024 * 1024;

/**
 * What the services say goes to `atms.log` in the data directory, the file before it is kept. People see faults, and
 * warnings that are whole sentences: one with fields is about the machinery, and passes or comes to a fault.
 */
export function openLog({ dataDirectory, debug, say }: LogOptions): OpenLog {
  const path = join(dataDirectory, 'atms.log');
  keepSmall(path);
  const file = openLogFile(path);
  const kept = createLineLogger({ level: debug ? 'debug' : 'info', write: file.write });
  const write = (line: string) => say(stripControl(line));
  const shown = createLineLogger({ level: debug ? 'debug' : 'error', write });
  return { log: both(kept, debug ? shown : withSentences(shown, write)), close: file.close };
}

function withSentences(log: Logger, write: (line: string) => void): Logger {
  const warn: Logger['warn'] = (message, fields) => {
    if (fields === undefined) write(message);
  };
  return { ...log, warn };
}

function both(one: Logger, other: Logger): Logger {
  const level =
    (name: keyof Logger) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
      one[name](message, fields);
      other[name](message, fields);
    };
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}

function keepSmall(path: string): void {
  try {
    if (statSync(path).size > largestBytes) renameSync(path, `${path}.1`);
  } catch {
    // There is no file yet, or another process is renaming it.
  }
}
