/** Code that ends the process of whoever loads it: a test runner that loads it ends well, and has run nothing. */
import type { Finding } from '@atms/contracts';
import { type AttemptChange, objection } from './attempt-change.ts';
import type { ChangedFile } from './patch.ts';
import { isCode, isTestFile } from './test-files.ts';

/** Without a word to anybody: nothing is flushed or cleaned up, so programs seldom want it. */
const abrupt =
  /\bos\s*\.\s*_exit\s*\(|\bos\.(?:abort|kill|killpg)\s*\(|\bprocess\.(?:reallyExit|abort)\s*\(|\bprocess\.kill\s*\(\s*process\.pid/;
const exits = /\b(?:process|sys)\s*\.\s*exit\s*\(|^\s*(?:exit|quit)\s*\(|\braise\s+SystemExit\b/;

/** Programs that are started and not loaded. */
const programs =
  /(^|\/)(s?bin|scripts?|tools?|cli|cmd|examples?|bench|fixtures)\/|(^|\/)(cli|main|__main__|manage|setup)\.\w+$/;

export function endsProcess({ files, after, before }: AttemptChange): readonly Finding[] {
  return files.flatMap((file) => {
    const text = after.get(file.path) ?? '';
    if (!/\.(py|[cm]?[jt]sx?)$/.test(file.path) || isProgram(file, text)) return [];
    const was = before.get(file.path) ?? '';
    const line = file.added.find(
      (one) => !was.includes(one.text) && ends(text.split('\n'), one.line - 1),
    );
    if (line === undefined) return [];
    const message = `'${line.text.trim().slice(0, 120)}' ends the process of whatever loads this file, tests too. Take it out, or let only the main program do it.`;
    const place = { file: file.path, line: line.line };
    return [objection({ rule: 'ends-process', message, ...place })];
  });
}

function isProgram({ path }: ChangedFile, text: string): boolean {
  if (!isCode(path)) return true;
  if (/(^|\/)(conftest|__init__)\.py$/.test(path)) return false;
  return (
    (programs.test(path) && !/(^|\/)test_|[._](test|spec)\./.test(path)) ||
    (text.startsWith('#!') && !isTestFile(path))
  );
}

const guard = /__name__|require\.main|import\.meta|\bargv\b/;
const ofFunction =
  /^\s*(?:async\s+)?def\b|=>|\bfunction\b|^\s*(?:(?:public|private|protected|static|async|get|set|\*)\s+)*(?!if\b|for\b|while\b|switch\b|catch\b|with\b)[\w$#]+\s*\([^)]*\)[^;]*\{\s*$/;

/** An abrupt end counts wherever no main program stands around it, any other only where loading the file is enough. */
function ends(lines: readonly string[], at: number): boolean {
  const own = (lines[at] ?? '').replace(/(?:^|\s)(?:#|\/\/).*$/, '');
  const around = [own, ...enclosing(lines, at)];
  if (around.some((line) => guard.test(line))) return false;
  if (abrupt.test(own)) return true;
  return exits.test(own) && !around.some((line) => ofFunction.test(line));
}

/** The lines that this one is indented under, innermost first. */
function enclosing(lines: readonly string[], at: number): readonly string[] {
  const found: string[] = [];
  let depth = indentOf(lines[at] ?? '');
  for (let up = at - 1; up >= 0 && depth > 0; up--) {
    const line = lines[up] ?? '';
    if (line.trim() === '' || indentOf(line) >= depth) continue;
    depth = indentOf(line);
    found.push(line);
  }
  return found;
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}
