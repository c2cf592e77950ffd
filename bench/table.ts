import type { Benchmark } from './benchmark.ts';
import type { Figure, Section } from './figures.ts';

/** For people: one line per figure, what it was to be beside it. */
export function asTable({ at, machine, sections, notMeasured }: Benchmark): string {
  const about = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const left = notMeasured.map((one) => `  - ${one}`);
  return [
    `${at}  ${about.join(', ')}\n`,
    ...sections.map(sectionText),
    ['Not measured:', ...left, ''].join('\n'),
  ].join('\n');
}

export function sectionText({ key, title, figures }: Section): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return [`(${key}) ${title}`, ...figures.map((figure) => lineOf(figure, width)), ''].join('\n');
}

function lineOf({ name, value, unit, aim }: Figure, width: number): string {
  const wanted = aim === undefined ? '' : `   (aim: ${aim})`;
  return `  ${name.padEnd(width)}  ${rounded(value).padStart(10)} ${unit}${wanted}`;
}

/** Three digits that say something. */
function rounded(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}
