/** What can be told of a test file by its text, in the languages that ATMS knows checks for. */
import { countOf } from './attempt-change.ts';

const cases: readonly RegExp[] = [
  /(?<![\w.])(?:it|test|specify)(?:\.\w+)*\s*(?:\(|`)/g,
  /(?<![\w.])t\.test\s*\(/g,
  /^\s*(?:async\s+)?def\s+test\w*/gm,
  /^func\s+(?:Test|Fuzz|Example)\w*/gm,
  /#\[(?:\w+::)*test\b/g,
  /@(?:Test|ParameterizedTest|TestFactory)\b/g,
  /^\s*(?:it|specify|test)\s+['"]/gm,
  /^\s*@test\s+"/gm,
];
const assertions =
  /\bassert\w*|\bexpect\w*\s*[.(!]|\bshould\b|\brequire\.\w+\(|\b[tT]\.(?:is|not|ok|equal|deepEqual|true|false|throws|Fatal|Error|Fail)\w*\s*\(|\braises\b|\brejects\b/g;

/** Comments are left out: a test that is commented out is no test. */
export function casesIn(text: string): number {
  const live = withoutComments(text);
  return cases.reduce((sum, pattern) => sum + countOf(live, pattern), 0);
}

export function assertionsIn(text: string): number {
  return countOf(withoutComments(text), assertions);
}

export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*(?:\/\/|#(?!\[|!)).*$/gm, '');
}

/** Ways in which a test is there and does not run. */
export const disabling: readonly RegExp[] = [
  /(?<![\w.])(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|only|todo|fixme|failing|fails|skipIf|runIf)\b/g,
  /(?<![\w.])(?:xit|xtest|xdescribe|xcontext|xspecify|fit|fdescribe|fcontext)\s*[('"]/g,
  /\{[^{}\n]*\b(?:skip|todo|only)\s*:\s*(?!false\b)/g,
  /(?<![\w.])(?:t|this|ctx|context)\.(?:skip|todo|Skip|SkipNow|Skipf)\s*\(/g,
  /\bpytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b|\bself\.skipTest\b/g,
  /\bunittest\.(?:skip\w*|SkipTest|expectedFailure)\b|\b__test__\s*=\s*False\b|\bcollect_ignore\b/g,
  /#\[ignore\b|#\[cfg\(any\(\)\)\]|@(?:Disabled|Ignore)\b|^\/\/go:build\s+ignore/gm,
  /\b(?:process|os|sys)\.(?:_?exit|reallyExit)\s*\(\s*0?\s*\)/g,
  /(?<![\w.])(?:it|test|specify)\s*\([^\n]*\{\s*return\s*(?:;|\n)/g,
  /^[^\S\n]*(?:async\s+)?def\s+test\w*\s*\([^)]*\)[^:\n]*:\s*(?:return|pass)\b/gm,
  /^func\s+Test\w*\s*\([^)]*\)\s*\{\s*return\b/gm,
];

/** Assertions that hold whatever the program does. */
export const trivial: readonly RegExp[] = [
  /\bexpect\s*\(\s*(true|false|null|undefined|\d+|'[^']*'|"[^"]*")\s*\)\s*\.\s*(?:to|should)\w*\.?\w*\s*\(\s*\1\s*\)/g,
  /\bexpect\s*\(\s*(?:true|1|'[^']+'|"[^"]+")\s*\)\s*\.\s*(?:toBeTruthy|toBeDefined|to\.be\.ok|to\.be\.true|to\.exist)\b/g,
  /\bassert(?:\.ok|\.isTrue|\.isOk)?\s*\(\s*(?:true|1)\s*[,)]/g,
  /\bassert\.\w*[eE]qual\w*\s*\(\s*(true|false|null|undefined|\d+|'[^']*'|"[^"]*")\s*,\s*\1\s*[,)]/g,
  /^\s*assert\s+(?:True|1|not\s+False|(\d+|True|False|None|"[^"]*"|'[^']*')\s*(?:==|is)\s*\1)\s*(?:$|,|#)/gm,
  /\bself\.assert(?:True\s*\(\s*True|False\s*\(\s*False|Equal\s*\(\s*(\d+|True)\s*,\s*\1)\s*[,)]/g,
  /\bassert!\s*\(\s*true\s*[,)]|\bassert_eq!\s*\(\s*(\d+|true)\s*,\s*\1\s*[,)]/g,
  /\bassert\.True\s*\(\s*t\s*,\s*true\s*[,)]|\bassertTrue\s*\(\s*true\s*\)/g,
];

/** Failures that a test takes and does not show. */
export const swallowing: readonly RegExp[] = [
  /\btry\s*\{[^{}]*\b(?:assert|expect)\b[^{}]*\}\s*catch\s*(?:\(\s*\w*\s*\))?\s*\{\s*\}/g,
  /\btry:\s*\n(?:[^\S\n]+.*\n)*?[^\S\n]+(?:self\.)?assert.*\n\s*except\b[^:\n]*:\s*pass\b/g,
  /\b(?:expect|assert)\b[^\n;]*\.catch\s*\(/g,
];
