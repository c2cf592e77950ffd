/** What the attempt wrote besides tests: nothing left undone, nothing silenced, nothing that looks who is watching. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, countOf, objection } from './attempt-change.ts';
import { condensed } from './condensed.ts';
import type { AddedLine, ChangedFile } from './patch.ts';
import { promiseOf } from './promise.ts';
import { isSetting } from './settings.ts';
import { isCode, isDocument, isTestFile } from './test-files.ts';
import { agreeable } from './test-text.ts';

export function writtenCode(change: AttemptChange): readonly Finding[] {
  const promises = promiseOf(change.spec) === 'behaviour';
  return [
    ...(promises ? sources(change).flatMap(leftUndone(change)) : []),
    ...suppressions(change),
    ...change.files.flatMap(agreesAlways(change)),
    ...change.files.flatMap(looksAround),
    ...change.files.flatMap(result(change)),
  ];
}

function sources({ files }: AttemptChange): readonly ChangedFile[] {
  return files.filter(({ path }) => isCode(path) && !isTestFile(path));
}

const undone: readonly RegExp[] = [
  /\bthrow\s+new\s+\w*Error\s*\(\s*['"`][^'"`]*(?:not (?:yet )?implemented|unimplemented|to be done|todo)/i,
  /\braise\s+NotImplementedError\b/,
  /\b(?:unimplemented|todo)!\s*\(/,
  /\bpanic\s*\(\s*"[^"]*(?:not (?:yet )?implemented|unimplemented|todo)/i,
  /(?:\/\/|#|\/\*)\s*(?:TODO|FIXME)\b.*\b(?:implement|write|finish|add|real|actual)/i,
  /(?:\/\/|#|\/\*)\s*(?:stub|placeholder|dummy implementation|fake implementation)\b/i,
];
const emptyBody =
  /^[^\S\n]*(?:async\s+)?def\s+(\w+)\s*\((?:[^()]|\([^()]*\))*\)[^:\n]*:\s*(?:\n\s*(?:"""[^"]*"""|'''[^']*''')\s*)?\s*(?:pass|\.\.\.)\s*$/m;

function leftUndone({ after }: AttemptChange) {
  return (file: ChangedFile): readonly Finding[] => {
    const text = after.get(file.path) ?? '';
    const isAbstract = /\babstractmethod\b|\bProtocol\b/.test(text);
    const line = file.added.find((one) => undone.some((pattern) => pattern.test(one.text)));
    const isWritten = file.added.some((one) => /^\s*(pass|\.\.\.)\s*$/.test(one.text));
    const body = isWritten ? emptyBody.exec(condensed(text))?.[1] : undefined;
    if (isAbstract || (line === undefined && body === undefined)) return [];
    const what = line?.text.trim().slice(0, 120) ?? `def ${body ?? ''} does nothing`;
    const message = `'${what}' is left undone, and the task promises behaviour. Write it.`;
    return [objection({ rule: 'stub', message, ...placeOf(file, line) })];
  };
}

function placeOf({ path }: ChangedFile, line: AddedLine | undefined) {
  return { file: path, ...(line === undefined ? {} : { line: line.line }) };
}

/** The words are spelled so that the house's own search for such comments does not take these patterns for some. */
const wholeFile =
  /@ts-no(?:check)|\/\*\s*(?:eslint|oxlint)-dis(?:able)\s*(?:\*\/|--)|#\s*(?:ruff|flake8):\s*noqa\b|#\s*mypy:\s*ignore-errors|#\s*pylint:\s*disable=all|#\s*type:\s*ignore\s*$(?<=^\s*#.*)|biome-ignore-all|#!\[allow\(warnings/;
const oneLine =
  /(?:eslint|oxlint|tslint)-dis(?:able)|@ts-(?:ignore|expect-error)|biome-ignore|#\s*type:\s*ignore|#\s*noqa\b|#\s*pylint:\s*disable|#\s*pyright:\s*ignore|#\s*nosec\b|\/\/\s*nolint|#\[allow\(|(?:istanbul|c8|v8)\s+ignore|pragma:\s*no cover|@SuppressWarnings|prettier-ig(?:nore)/;
/** As many as one piece of honest work may need. */
const mostSuppressions = 2;

function suppressions({ files }: AttemptChange): readonly Finding[] {
  const code = files.filter(({ path }) => isCode(path));
  const whole = code.flatMap((file) => {
    const line = file.added.find(({ text }) => wholeFile.test(text));
    if (line === undefined || file.removed.some((text) => wholeFile.test(text))) return [];
    const message = `'${line.text.trim().slice(0, 120)}' silences a check for a whole file. Mend what it reports.`;
    return [objection({ rule: 'suppressed', message, ...placeOf(file, line) })];
  });
  const added = code.flatMap((file) =>
    file.added.filter(({ text }) => oneLine.test(text)).map((line) => ({ file, line })),
  );
  const removed = code.flatMap((one) => one.removed.filter((text) => oneLine.test(text))).length;
  const [first] = added;
  if (first === undefined || added.length - removed <= mostSuppressions) return whole;
  const message = `${added.length - removed} more findings are silenced by comments than before, and at most ${mostSuppressions} may be. Mend what they report.`;
  return [...whole, objection({ rule: 'suppressed', message, ...placeOf(first.file, first.line) })];
}

/** What is equal to everything passes every test that compares with it. */
function agreesAlways({ before, after }: AttemptChange) {
  return (file: ChangedFile): readonly Finding[] => {
    const [is, was] = [after, before].map((texts) => condensed(texts.get(file.path) ?? ''));
    const found = agreeable.find((one) => countOf(is ?? '', one) > countOf(was ?? '', one));
    if (found === undefined || !isCode(file.path)) return [];
    const [shown = ''] = (is ?? '').match(found) ?? [];
    const first = shown.split('\n')[0]?.trim() ?? '';
    const line = file.added.find(({ text }) => condensed(text).trim().includes(first));
    const message = `'${shown.replaceAll(/\s+/g, ' ').slice(0, 120)}' is equal to everything, so that no test can tell it apart. Let it compare.`;
    return [objection({ rule: 'trivial-assertion', message, ...placeOf(file, line) })];
  };
}

const watching =
  /\bprocess\.env(?:\.|\[['"])(?:CI|ATMS_\w+|GITHUB_ACTIONS|GITLAB_CI|NODE_TEST_CONTEXT|VITEST\w*|JEST_WORKER_ID|npm_lifecycle_event)\b|\b(?:environ(?:\.get)?|getenv|Getenv|var)\s*[[(]\s*['"](?:CI|ATMS_\w+|PYTEST_CURRENT_TEST|GITHUB_ACTIONS)['"]|\bNODE_ENV\s*={2,3}\s*['"]test['"]|\bprocess\.(?:argv|execArgv)\b[^\n]*--test\b|['"]pytest['"]\s+in\s+sys\.modules|\b\w*_ATTEMPT\b.*process\.env/;

/** A program that does one thing for those who check it, and another for everybody else, proves nothing. */
function looksAround(file: ChangedFile): readonly Finding[] {
  const { path, removed } = file;
  if (!isCode(path) || isSetting(path) || isDocument(path)) return [];
  const line = file.added.find(({ text }) => watching.test(text));
  if (line === undefined || removed.some((text) => watching.test(text))) return [];
  const message = `'${line.text.trim().slice(0, 120)}' asks whether it is being checked. It has to do the same for everybody.`;
  return [objection({ rule: 'detects-checks', message, ...placeOf(file, line) })];
}

const results =
  /(^|\/)(coverage|test-results?|test-reports?|\.nyc_output|htmlcov|surefire-reports|allure-results)\/|(^|\/)(junit[^/]*\.xml|test-?results?\.(xml|json|tap)|coverage-(summary|final)\.json|lcov\.info|clover\.xml|cobertura[^/]*\.xml|\.coverage|coverage\.(xml|out|lcov)|eslint-report\.json|[^/]+\.tap|[^/]+\.sarif)$/;

/** A result that was written and not measured would be read as one. */
function result({ gates }: AttemptChange) {
  return ({ path, status }: ChangedFile): readonly Finding[] => {
    const isRead = gates.some(({ report }) => report === path);
    if (status === 'deleted' || (!isRead && (!results.test(path) || isCode(path)))) return [];
    const message = `${path} is what a check writes, and does not belong into a commit. Take it out.`;
    return [objection({ rule: 'committed-report', file: path, message })];
  };
}
