/** What can be told of a test file by its text, in the languages that ATMS knows checks for. */
import { countOf } from './attempt-change.ts';
import { endsIn } from './enclosed.ts';
import { liveText } from './condensed.ts';

const tables =
  /@pytest\.mark\.parametrize\s?\((?:\s?(?:"[^"]*"|'[^']*'|[([][^()[\]]*[)\]])\s?,)?|(?<![\w.])(?:it|test|describe|specify)(?:\.\w+)*\.each\s?\(|@parameterized\.expand\s?\(/g;

/** The literal tables that tests are run for, each from its bracket to the other. Rows that are made elsewhere are not seen. */
export function tablesIn(text: string): readonly string[] {
  return tablesOf(liveText(text));
}

function tablesOf(live: string): readonly string[] {
  const endOf = endsIn(live);
  const found: string[] = [];
  let seen = 0;
  for (const { index, 0: call } of live.matchAll(tables)) {
    const at = index + call.length + (/\s/.test(live[index + call.length] ?? '') ? 1 : 0);
    if (at < seen || !'[('.includes(live[at] ?? ' ')) continue;
    seen = endOf(at);
    found.push(live.slice(at, seen));
  }
  return found;
}

function rowsIn(table: string): number {
  const inner = table.slice(1, -1).trim();
  const endOf = endsIn(inner);
  let rows = inner === '' ? 0 : 1;
  for (let at = 0; at < inner.length;) {
    const sign = inner[at] ?? '';
    // A comma at the end opens no row.
    if (sign === ',' && inner.slice(at + 1, at + 3).trim() !== '') rows += 1;
    at = opening.includes(sign) ? endOf(at) : at + 1;
  }
  return rows;
}

const opening = '"\'`([{';

const asks =
  /(?:^|[\s;{(=>])((?:await\s+)?(?:self\.)?(?:expect|assert)(?:[\w.!]*)\s*[(]|assert\s|pytest\.raises\s*\(|require\.\w+\s*\(|[tT]\.(?:is|not|ok|equal|deepEqual|true|false|throws|Fatal|Error|Fail)\w*\s*\()/g;

/** As much of an assertion as tells it from others; less of one that stands within another. */
const longestStatement = 2_000;
const longestWithin = 200;

/** Every assertion as one line, however it was laid out. */
export function assertionsOf(text: string): readonly string[] {
  const live = liveText(text);
  let seen = 0;
  return [...live.matchAll(asks)].map((found) => {
    const start = found.index + found[0].length - (found[1] ?? '').length;
    const length = start < seen ? longestWithin : longestStatement;
    const statement = statementAt(live.slice(start, start + length));
    seen = Math.max(seen, start + statement.length);
    return laidOut(statement);
  });
}

/** To the end of the line on which all its brackets are closed, with the calls chained to it. */
function statementAt(text: string): string {
  const endOf = endsIn(text);
  let at = 0;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (';)}]'.includes(sign)) break;
    if (sign === '\n' && !/^\s?\./.test(text.slice(at + 1, at + 3))) break;
    at = opening.includes(sign) ? endOf(at) : at + 1;
  }
  return text.slice(0, at);
}

function laidOut(statement: string): string {
  return statement
    .replaceAll(/\s#.*$/gm, '')
    .replaceAll(/\s/g, '')
    .replaceAll(/,(?=[)\]}])/g, '')
    .replaceAll('"', "'");
}

const cases: readonly RegExp[] = [
  /(?<![\w.])(?:it|test|specify)(?:\.\w+)*\s*(?:\(|`)/g,
  /(?<![\w.])t\.test\s*\(/g,
  /^[^\S\n]*(?:async\s+)?def\s+test\w*/gm,
  /^func\s+(?:Test|Fuzz|Example)\w*/gm,
  /#\[(?:\w+::)*test\b/g,
  /@(?:Test|ParameterizedTest|TestFactory)\b/g,
  /^\s*(?:it|specify|test)\s+['"]/gm,
  /^[^\S\n]*@test\s+"/gm,
];
const assertions =
  /\bassert\w*|\bexpect\w*\s*[.(!]|\bshould\b|\brequire\.\w+\(|\b[tT]\.(?:is|not|ok|equal|deepEqual|true|false|throws|Fatal|Error|Fail)\w*\s*\(|\braises\b|\brejects\b/g;

/** Comments are left out: a test that is commented out is no test. A test with a table is as many as that has rows. */
export function casesIn(text: string): number {
  const live = liveText(text);
  return cases.reduce((sum, pattern) => sum + countOf(live, pattern), moreRows(live));
}

/** What a test with a table asks is asked once for each row. */
export function assertionsIn(text: string): number {
  const live = liveText(text);
  return countOf(live, assertions) + moreRows(live);
}

function moreRows(live: string): number {
  return tablesOf(live).reduce((sum, table) => sum + Math.max(0, rowsIn(table) - 1), 0);
}

/** Ways in which a test is there and does not run. These and those below look at condensed text. */
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
  /^[^\S\n]*(?:async\s+)?def\s+test\w*\s*\([^()]*\)[^:\n]*:\s*(?:return|pass)\b/gm,
  /^func\s+Test\w*\s*\([^()]*\)\s*\{\s*return\b/gm,
];

/** Assertions that hold whatever the program does. */
export const trivial: readonly RegExp[] = [
  /\bexpect\s*\(\s*(true|false|null|undefined|\d+|'[^']*'|"[^"]*")\s*\)\s*\.\s*(?:to|should)\w*\.?\w*\s*\(\s*\1\s*\)/g,
  /\bexpect\s*\(\s*(?:true|1|'[^']+'|"[^"]+")\s*\)\s*\.\s*(?:toBeTruthy|toBeDefined|to\.be\.ok|to\.be\.true|to\.exist)\b/g,
  /\bassert(?:\.ok|\.isTrue|\.isOk)?\s*\(\s*(?:true|1)\s*[,)]/g,
  /\bassert\.\w*[eE]qual\w*\s*\(\s*(true|false|null|undefined|\d+|'[^']*'|"[^"]*")\s*,\s*\1\s*[,)]/g,
  /^[^\S\n]*assert\s+(?:True|1|not\s+False|(\d+|True|False|None|"[^"]*"|'[^']*')\s*(?:==|is)\s*\1)\s*(?:$|,|#)/gm,
  /\bself\.assert(?:True\s*\(\s*True|False\s*\(\s*False|Equal\s*\(\s*(\d+|True)\s*,\s*\1)\s*[,)]/g,
  /\bassert!\s*\(\s*true\s*[,)]|\bassert_eq!\s*\(\s*(\d+|true)\s*,\s*\1\s*[,)]/g,
  /\bassert\.True\s*\(\s*t\s*,\s*true\s*[,)]|\bassertTrue\s*\(\s*true\s*\)/g,
  // Or else it is true
  /^[^\S\n]*assert\s[^\n#]*\bor\s+(?:True|not\s+False|[1-9]\d*|"[^"\n]+"|'[^'\n]+')\s*\)*\s*(?:$|,|#)/gm,
  /\bself\.assertTrue\s*\([^\n]*\bor\s+(?:True|not\s+False|[1-9]\d*)\s*[,)]/g,
  /\b(?:expect|assert)\b[^\n;]*\|\|\s*(?:true|[1-9]\d*|!0|!false)\s*(?:,|\)\s*(?:;|$|\.\s*(?:to|should)))/gm,
  // Compared with itself
  /^[^\S\n]*assert\s+\(?\s*([^\s(][^\n]*?)\s*(?:==|is|<=|>=)\s*\1\s*\)?\s*(?:$|,|#)/gm,
  /\bself\.assert(?:Equals?|Is|AlmostEqual|ListEqual|DictEqual|CountEqual)\s*\(\s*(\S[^\n]*?)\s*,\s*\1\s*[,)]/g,
  /\bexpect\s*\(\s*(\S[^\n;]*?)\s*\)\s*\.\s*(?:(?:to|be|deep)\.)*(?:toBe|toEqual|toStrictEqual|toMatchObject|equals?|eql|eq)\s*\(\s*\1\s*\)/g,
  /\bassert\.(?!not)\w*[eE]qual\w*\s*\(\s*(\S[^\n;]*?)\s*,\s*\1\s*[,)]/g,
  /\bassert(?:\.ok)?\s*\(\s*([^\s(][^\n;]*?)\s*={2,3}\s*\1\s*[,)]/g,
  /\bassertEquals\s*\(\s*(\S[^\n;]*?)\s*,\s*\1\s*\)|\bassert_eq!\s*\(\s*(\S[^\n;]*?)\s*,\s*\2\s*[,)]|\b(?:assert|require)\.Equal\s*\(\s*t\s*,\s*(\S[^\n;]*?)\s*,\s*\3\s*[,)]/g,
];

/** An answer to whether something is equal, or less, that is always yes. */
export const agreeable: readonly RegExp[] = [
  /\bdef\s+__(?:eq|le|ge|lt|gt)__\s*\([^()]*\)[^:\n]*:\s*(?:"""[^"]*"""\s*)?return\s+(?:True|1)\b/g,
  /\b__eq__\s*=\s*lambda\b[^:\n]*:\s*(?:True|1)\b/g,
  /\b(?:equals|isEqual|isEqualTo)\s*\([^()]*\)[^{};\n]*\{\s*return\s+(?:true|!0)\s*;?\s*\}/g,
  /\b(?:equals|isEqual)\s*[:=]\s*\([^()]*\)[^=;\n]*=>\s*(?:true|!0)\b/g,
];

/** Failures that a test takes and does not show. */
export const swallowing: readonly RegExp[] = [
  /\btry\s*\{(?=[^{}]*\b(?:assert|expect)\b)[^{}]*\}\s*catch\s*(?:\(\s*\w*\s*\))?\s*\{\s*\}/g,
  /^\s(?:self\.)?assert.*\n\s?except\b[^:\n]*:\s*pass\b/gm,
  /\b(?:expect|assert)\b[^\n;]*\.catch\s*\(/g,
];
