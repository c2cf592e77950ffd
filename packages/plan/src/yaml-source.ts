import { LineCounter, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Document, Pair } from 'yaml';
import type { PlanProblem, ValuePath } from './plan-problem.ts';
import type { Place, PlanSource, SourceReading } from './plan-source.ts';

/** Reads one YAML 1.2 document; anchors, aliases and `<<` are understood. */
export const readYaml = (text: string): SourceReading => {
  const lineCounter = new LineCounter();
  // Otherwise the parser writes some of its warnings to the process; 'silent' would also silence an error.
  const document = parseDocument(text, {
    lineCounter,
    logLevel: 'error',
    merge: true,
    prettyErrors: false,
  });
  const placeAt = (offset: number): Place => asPlace(lineCounter.linePos(offset));
  const faults = [...syntaxFaults(document), ...misreadTexts(document)];
  if (faults.length > 0)
    return { ok: false, problems: faults.map((fault) => asProblem(fault, placeAt)) };
  return withValue(document, placeAt);
};

const withValue = (
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
): SourceReading => {
  const duplicates = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  try {
    const value: unknown = document.toJS();
    const source: PlanSource = {
      value,
      notes: [],
      problems: duplicates.map(({ pos }) => ({
        code: 'duplicate-key',
        message: duplicateKey,
        ...placeAt(pos[0]),
      })),
      placeOf: (path, key) => {
        const offset = offsetOf(document, path, key);
        return offset === undefined ? undefined : placeAt(offset);
      },
    };
    return { ok: true, source };
  } catch (error) {
    // An alias that stands for too much, or a `<<` of something that is no mapping.
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [asProblem({ message }, placeAt)] };
  }
};

const duplicateKey = 'This key stands twice in the same mapping: keep one of them.';

interface Fault {
  readonly message: string;
  readonly offset?: number;
}

const syntaxFaults = (document: Document.Parsed): readonly Fault[] =>
  document.errors
    .filter((error) => error.code !== 'DUPLICATE_KEY')
    .map(({ code, message, pos }) => ({
      message:
        code === 'MULTIPLE_DOCS' ? 'a plan is one document, and a second one begins here' : message,
      offset: pos[0],
    }));

/** Texts that YAML takes for something else because they are not in quotes; globs often are: `*.ts`, `!src/legacy`. */
const misreadTexts = (document: Document.Parsed): readonly Fault[] => {
  const faults: Fault[] = document.warnings.map(({ message, pos }) => ({
    message: `${message}; a text that begins with ! must stand in quotes`,
    offset: pos[0],
  }));
  // An alias names an anchor before it; looked up in the document, each would cost a walk through all of it.
  const anchors = new Set<string>();
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias: (_key, alias) => {
      if (anchors.has(alias.source)) return;
      const message = `*${alias.source} is an alias of something that does not exist; a text that begins with * must stand in quotes`;
      faults.push({ message, offset: alias.range?.[0] ?? 0 });
    },
  });
  return faults;
};

const asProblem = (
  { message, offset }: Fault,
  placeAt: (offset: number) => Place,
): PlanProblem => ({
  code: 'not-yaml',
  message: `Cannot be read as YAML: ${message}.`,
  ...(offset === undefined ? {} : placeAt(offset)),
});

/** The line counter answers 0 for what it cannot place. */
const asPlace = ({ line, col }: { line: number; col: number }): Place => ({
  line: Math.max(1, line),
  column: Math.max(1, col),
});

/** What came in by an alias or a merge has no node at its path: then the nearest mapping or list around it answers. */
const offsetOf = (
  document: Document.Parsed,
  path: ValuePath,
  key: string | undefined,
): number | undefined => {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const keyNode =
    key !== undefined && isMap(node)
      ? node.items.find((pair) => isPairOf(pair, key))?.key
      : undefined;
  for (const candidate of [keyNode, node]) {
    if (isNode(candidate) && candidate.range) return candidate.range[0];
  }
  return path.length === 0 ? undefined : offsetOf(document, path.slice(0, -1), undefined);
};

const isPairOf = (pair: Pair, key: string): boolean =>
  isScalar(pair.key) && String(pair.key.value) === key;
