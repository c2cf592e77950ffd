/** Code that ends the process of whoever loads it: a test runner that loads it ends well, and has run nothing. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection } from './attempt-change.ts';
import { isAbrupt, isOrderly, type Plain, plainOf } from './endings.ts';
import { type Outline, outlineOf } from './outline.ts';
import type { ChangedFile } from './patch.ts';
import { isCode, isTestFile } from './test-files.ts';

/** Programs that are started and not loaded. */
const programs =
  /(^|\/)(s?bin|scripts?|tools?|cli|cmd|examples?|bench|fixtures)\/|(^|\/)(cli|main|__main__|manage|setup)\.\w+$/;

export function endsProcess({ files, after, before }: AttemptChange): readonly Finding[] {
  return files.flatMap((file) => {
    if (!isCode(file.path) || !/\.(py|[cm]?[jt]sx?)$/.test(file.path)) return [];
    const text = after.get(file.path);
    const was = new Set((before.get(file.path) ?? '').split('\n').map((line) => line.trim()));
    const added = file.added.filter((one) => !was.has(one.text.trim()));
    const plain = plainOf(text ?? added.map((one) => one.text).join('\n'));
    const judging = {
      plain,
      outline: outlineOf(text ?? ''),
      isOwn: isProgram(file, text ?? ''),
      isPython: file.path.endsWith('.py'),
    };
    const line = added.find((one) => ends(judging, one.text, one.line - 1));
    if (line === undefined) return [];
    const message = `'${line.text.trim().slice(0, 120)}' ends the process of whatever loads this file, tests too. Take it out, or let only the main program do it.`;
    return [objection({ rule: 'ends-process', message, file: file.path, line: line.line })];
  });
}

function isProgram({ path }: ChangedFile, text: string): boolean {
  if (/(^|\/)(conftest|__init__)\.py$/.test(path)) return false;
  return (
    (programs.test(path) && !/(^|\/)test_|[._](test|spec)\./.test(path)) ||
    (text.startsWith('#!') && !isTestFile(path))
  );
}

/** Asks whether it was started by those who check it: no main program does. */
const asksForCheckers = /\b(?:argv|execArgv)\b/;
const checkers =
  /vitest|jest|mocha|pytest|unittest|node:test|--test\b|\.(?:test|spec)\b|test.?runner/i;
/** That this file is the program, and was not loaded. */
const guard = /__name__|require\.main|import\.meta|__filename/;
const ofFunction =
  /^ ?(?:async )?def\b|\blambda\b|=>|\bfunction\b|^ ?(?:(?:public|private|protected|static|async|get|set|\*) )*(?!if\b|for\b|while\b|switch\b|catch\b|with\b)[\w$#]+ ?\([^()]*\)[^;{}]*\{ ?$/;
/** A function that runs as soon as it stands there, a moment later, or at the end of whoever loaded it. */
const runsAtOnce =
  /^ ?[;!+(]* ?\((?:async ?)?(?:\(\) ?=>|function\b)|\b(?:setTimeout|setImmediate|setInterval|queueMicrotask|nextTick)\(|\bPromise\.resolve\(\)|\bprocess\.\w+\( ?['"`](?:exit|beforeExit)\b|\batexit\b/;

interface Judging {
  readonly plain: Plain;
  readonly outline: Outline;
  /** Whether the file is a program that is started and not loaded. */
  readonly isOwn: boolean;
  readonly isPython: boolean;
}

/** An abrupt end counts wherever no main program stands around it, any other only where loading the file is enough. */
function ends({ plain, outline, isOwn, isPython }: Judging, text: string, at: number): boolean {
  const own = plain(withoutComment(text));
  const isAtOnce = isAbrupt(own);
  if (!isAtOnce && !isOrderly(own, isPython)) return false;
  const around = [own, ...outline.above(at).map(plain)];
  if (around.some((line) => asksForCheckers.test(line) && checkers.test(line))) return true;
  if (isOwn || around.some((line) => guard.test(line))) return false;
  return isAtOnce || !around.some((line) => ofFunction.test(line) && !runsAtOnce.test(line));
}

function withoutComment(line: string): string {
  const at = line.search(/(?:^|\s)(?:#|\/\/)/);
  return at < 0 ? line : line.slice(0, at);
}
