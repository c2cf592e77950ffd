/** JSON of linters and type checkers, one reader each. */
import { z } from 'zod';
import { jsonIn, shapedJson } from './json-value.ts';
import type { Reader, Reading, Remark } from './reading.ts';
import { mostRemarks, remarkOf } from './remark.ts';

const line = z.number().nullish().catch(undefined);
const text = z.string().catch('');
const optional = z.string().nullish().catch(undefined);

const whole = (remarks: readonly Remark[]): Reading => ({
  remarks: remarks.slice(0, mostRemarks),
  isWhole: true,
});

const eslint = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({ ruleId: optional, severity: z.number().catch(2), message: text, line }),
    ),
  }),
);

/** Errors alone, where there are some: it is for them that the command failed. */
export const readEslint: Reader = (report) => {
  const files = shapedJson(report, eslint);
  if (files === undefined) return undefined;
  const all = files.flatMap(({ filePath, messages }) =>
    messages.map((message) => ({ ...message, filePath })),
  );
  const errors = all.filter(({ severity }) => severity >= 2);
  const shown = errors.length > 0 ? errors : all;
  return whole(
    shown.map((one) =>
      remarkOf(one.message, { file: one.filePath, line: one.line ?? undefined }, one.ruleId),
    ),
  );
};

const oxlint = z.object({
  diagnostics: z.array(
    z.object({
      message: text,
      code: optional,
      filename: text,
      labels: z.array(z.object({ span: z.object({ line }) })).catch([]),
    }),
  ),
});

export const readOxlint: Reader = (report) => {
  const found = shapedJson(report, oxlint);
  if (found === undefined) return undefined;
  return whole(
    found.diagnostics.map(({ message, code, filename, labels }) =>
      remarkOf(message, { file: filename, line: labels[0]?.span.line ?? undefined }, code),
    ),
  );
};

const ruff = z.array(
  z.object({
    code: optional,
    message: text,
    filename: z.string(),
    location: z.object({ row: line }),
  }),
);

export const readRuff: Reader = (report) => {
  const found = shapedJson(report, ruff);
  if (found === undefined) return undefined;
  return whole(
    found.map(({ code, message, filename, location }) =>
      remarkOf(message, { file: filename, line: location.row ?? undefined }, code),
    ),
  );
};

const mypy = z.object({
  file: z.string(),
  line,
  message: text,
  code: optional,
  severity: z.enum(['error', 'warning', 'note']),
});

/** One object per line; notes belong to the error before them. */
export const readMypyJson: Reader = (report) => {
  const found = report
    .split('\n')
    .filter((one) => one.startsWith('{'))
    .map((one) => mypy.safeParse(jsonIn(one)))
    .flatMap((result) => (result.success ? [result.data] : []));
  if (found.length === 0) return undefined;
  return whole(
    found
      .filter(({ severity }) => severity !== 'note')
      .map((one) =>
        remarkOf(one.message, { file: one.file, line: one.line ?? undefined }, one.code),
      ),
  );
};

const bandit = z.object({
  results: z.array(
    z.object({
      filename: text,
      line_number: line,
      issue_text: text,
      test_id: optional,
      issue_severity: text,
    }),
  ),
  metrics: z.unknown(),
});

export const readBandit: Reader = (report) => {
  const found = shapedJson(report, bandit);
  if (found === undefined) return undefined;
  return whole(
    found.results.map((one) =>
      remarkOf(
        `${one.issue_severity.toLowerCase()}: ${one.issue_text}`,
        { file: one.filename, line: one.line_number ?? undefined },
        one.test_id,
      ),
    ),
  );
};

const sarif = z.object({
  runs: z.array(
    z.object({
      results: z
        .array(
          z.object({
            ruleId: optional,
            level: z.string().default('warning').catch('warning'),
            message: z.object({ text: z.string().catch('') }).catch({ text: '' }),
            locations: z
              .array(
                z.object({
                  physicalLocation: z.object({
                    artifactLocation: z.object({ uri: optional }).optional(),
                    region: z.object({ startLine: line }).optional(),
                  }),
                }),
              )
              .default([])
              .catch([]),
          }),
        )
        .nullish(),
    }),
  ),
});

export const readSarif: Reader = (report) => {
  const found = shapedJson(report, sarif);
  if (found === undefined) return undefined;
  const results = found.runs.flatMap((run) => run.results ?? []);
  const errors = results.filter(({ level }) => level === 'error');
  const shown = errors.length > 0 ? errors : results.filter(({ level }) => level === 'warning');
  return whole(
    shown.map(({ ruleId, message, locations }) => {
      const place = locations[0]?.physicalLocation;
      const file = place?.artifactLocation?.uri ?? undefined;
      const at = { file, line: place?.region?.startLine ?? undefined };
      return remarkOf(message.text, at, ruleId);
    }),
  );
};
