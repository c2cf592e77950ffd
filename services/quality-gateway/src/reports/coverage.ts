/** How much of the lines was run, in the formats that coverage tools write. */
import { z } from 'zod';
import { shapedJson } from './json-value.ts';

/** Lines that were run, and those that there are. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
  /** The files with most lines that were never run, most first. */
  readonly worst: readonly { readonly file: string; readonly missed: number }[];
}

const lines = z.object({ lines: z.object({ total: z.number(), covered: z.number() }) });
const summary = z.record(z.string(), z.unknown()).and(z.object({ total: lines }));
const mostNamed = 5;

export function readCoverage(text: string): Coverage | undefined {
  return readSummary(text) ?? readLcov(text) ?? readXml(text);
}

function readSummary(text: string): Coverage | undefined {
  const found = shapedJson(text, summary);
  if (found === undefined) return undefined;
  const files = Object.entries(found).flatMap(([file, value]) => {
    const one = lines.safeParse(value);
    return one.success && file !== 'total' ? [{ file, ...one.data.lines }] : [];
  });
  return { ...found.total.lines, worst: worstOf(files) };
}

interface FileCoverage {
  readonly file: string;
  readonly total: number;
  readonly covered: number;
}

function worstOf(files: readonly FileCoverage[]): Coverage['worst'] {
  return files
    .map(({ file, total, covered }) => ({ file, missed: total - covered }))
    .filter(({ missed }) => missed > 0)
    .toSorted((a, b) => b.missed - a.missed)
    .slice(0, mostNamed);
}

function readLcov(text: string): Coverage | undefined {
  if (!/^SF:/m.test(text)) return undefined;
  const files = text.split(/^end_of_record\s*$/m).flatMap((record) => {
    const [, file] = /^SF:(.{1,4096})$/m.exec(record) ?? [];
    return file === undefined ? [] : [{ file, ...lcovLines(record) }];
  });
  const sum = (pick: (one: FileCoverage) => number) =>
    files.reduce((all, one) => all + pick(one), 0);
  return {
    covered: sum((one) => one.covered),
    total: sum((one) => one.total),
    worst: worstOf(files),
  };
}

/** By the lines themselves; their sums may be left out. */
function lcovLines(record: string): { readonly total: number; readonly covered: number } {
  const hits = [...record.matchAll(/^DA:\d+,(\d+)/gm)].map(([, times]) => Number(times));
  return { total: hits.length, covered: hits.filter((times) => times > 0).length };
}

/** Of Clover and Cobertura the sums at the top alone. */
function readXml(text: string): Coverage | undefined {
  const top = text.slice(0, 8_000);
  if (!/<coverage\b/.test(top)) return undefined;
  const [, clover] = /<project\b[^>]*>\s*<metrics\b([^>]*)>/.exec(top) ?? [];
  if (clover !== undefined) return sums(clover, ['coveredstatements', 'statements']);
  const [, cobertura = ''] = /<coverage\b([^>]*)>/.exec(top) ?? [];
  return sums(cobertura, ['lines-covered', 'lines-valid']);
}

function sums(tag: string, [ran, all]: readonly [string, string]): Coverage | undefined {
  const [covered, total] = [attribute(tag, ran), attribute(tag, all)];
  return covered === undefined || total === undefined ? undefined : { covered, total, worst: [] };
}

function attribute(tag: string, name: string): number | undefined {
  const [, value] = new RegExp(`(?:^|\\s)${name}="(\\d{1,12})"`).exec(tag) ?? [];
  return value === undefined ? undefined : Number(value);
}
