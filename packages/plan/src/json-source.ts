import type { PlanProblem } from './plan-problem.ts';
import type { Place, SourceReading } from './plan-source.ts';
import { readYaml } from './yaml-source.ts';

/**
 * JSON is YAML, and read as such: so a comment or a comma after the last entry is no fault. Where it cannot be read,
 * the first fault alone is named, as all later ones follow from it; and a text without its closing quote is named
 * where it begins, since YAML would look for the quote in the lines below.
 */
export const readJson = (text: string): SourceReading => {
  const reading = readYaml(text);
  if (reading.ok) return reading;
  const unclosed = unclosedText(text);
  if (unclosed !== undefined) {
    const message = 'Cannot be read as JSON: the text that begins here has no closing quote.';
    return { ok: false, problems: [{ code: 'not-json', message, ...unclosed }] };
  }
  return { ok: false, problems: reading.problems.slice(0, 1).map(inWordsOfJson) };
};

const inWordsOfJson = (problem: PlanProblem): PlanProblem => ({
  ...problem,
  code: 'not-json',
  message: problem.message
    .replace('read as YAML', 'read as JSON')
    .replaceAll(/flow sequence/giu, 'the list')
    .replaceAll(/flow map/giu, 'the object')
    .replaceAll('block collection', 'the text'),
});

/** Texts of JSON end in the line in which they begin. */
const unclosedText = (text: string): Place | undefined => {
  const lines = text.split(/\r\n|\r|\n/u);
  for (const [index, line] of lines.entries()) {
    const rest = line.replaceAll(/"(?:[^"\\]|\\.)*"/gu, (whole) => ' '.repeat(whole.length));
    const open = rest.indexOf('"');
    if (open >= 0) return { line: index + 1, column: open + 1 };
  }
  return undefined;
};
