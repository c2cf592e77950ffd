/** Finds what a command wrote into its reports, and nothing that was there before it ran. */
import { lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { CommandGate } from '../ports.ts';

export interface Reports {
  /** Where a command may write one: `$ATMS_REPORT`. */
  readonly file: string;
  /** The texts of those that were written since, the asked ones first. */
  written(): Promise<readonly string[]>;
}

/** Where coverage tools write unless they are told otherwise. */
const coverageReports = [
  'coverage/coverage-summary.json',
  'coverage/lcov.info',
  'lcov.info',
  'coverage.lcov',
  'coverage/clover.xml',
  'coverage/cobertura-coverage.xml',
  'coverage.xml',
];
const mostBytes = 16 * 1024 * 1024;

export async function watchReports(
  gate: CommandGate,
  place: { readonly checkout: string; readonly reportDir: string },
): Promise<Reports> {
  const file = join(place.reportDir, gate.gate.replaceAll(/[^\w.-]/g, '_'));
  const named = gate.report === undefined ? [] : [gate.report];
  const known = gate.demand?.kind === 'coverage' ? coverageReports : [];
  const inside = [...named, ...known].map((path) => join(place.checkout, path));
  const before = new Map<string, string>();
  for (const path of inside) before.set(path, await stampOf(path));
  return {
    file,
    async written() {
      const texts: string[] = [];
      for (const path of [file, ...inside]) {
        const stamp = await stampOf(path);
        const isNew = stamp !== notThere && stamp !== before.get(path);
        const text = isNew ? await textIn(path, place) : undefined;
        if (text !== undefined) texts.push(text);
      }
      return texts;
    },
  };
}

const notThere = 'not there';

/** Changes whenever the file is written; a report that the commit itself brings along proves nothing. */
async function stampOf(path: string): Promise<string> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return notThere;
  return `${found.ino}/${found.size}/${found.mtimeNs}/${found.ctimeNs}`;
}

/** Undefined for what leads out of the checkout: its text would become everybody's feedback. */
async function textIn(
  path: string,
  { checkout, reportDir }: { readonly checkout: string; readonly reportDir: string },
): Promise<string | undefined> {
  const real = await realpath(path);
  const roots = await Promise.all([checkout, reportDir].map((one) => realpath(one)));
  if (!roots.some((root) => real.startsWith(root + sep))) return undefined;
  const file = await open(real, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0 || size > mostBytes) return undefined;
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
