import { readJunit } from './junit.ts';
import {
  readBandit,
  readEslint,
  readMypyJson,
  readOxlint,
  readRuff,
  readSarif,
} from './lint-json.ts';
import type { Reader, ReaderName, Reading } from './reading.ts';
import { readRunnerJson } from './runner-json.ts';
import { readTap } from './tap.ts';
import { readText } from './text.ts';

type MachineReader = Exclude<ReaderName, 'text'>;

/** In the order in which they are tried: each refuses what is not its own. */
const readers: Readonly<Record<MachineReader, Reader>> = {
  junit: readJunit,
  'vitest-json': readRunnerJson,
  'jest-json': readRunnerJson,
  sarif: readSarif,
  'bandit-json': readBandit,
  'oxlint-json': readOxlint,
  'eslint-json': readEslint,
  'ruff-json': readRuff,
  'mypy-json': readMypyJson,
  tap: readTap,
};

/** Larger than any report that a person could act on. */
const longest = 16 * 1024 * 1024;

/**
 * What reports and an output come to: the first that is in a format for programs, else the last as people read it.
 * @param texts reports first, and the output last
 */
export function readReport(texts: readonly string[], reader?: ReaderName): Reading {
  const bounded = texts.map((text) => text.slice(-longest));
  for (const text of reader === 'text' ? [] : bounded) {
    const reading = readMachine(text, reader);
    if (reading !== undefined) return reading;
  }
  return readText(bounded.at(-1) ?? '');
}

function readMachine(text: string, reader?: ReaderName): Reading | undefined {
  const named = reader === undefined || reader === 'text' ? undefined : readers[reader];
  const first = named?.(text);
  if (first !== undefined) return first;
  for (const read of Object.values(readers)) {
    const reading = read(text);
    if (reading !== undefined) return reading;
  }
  return undefined;
}
