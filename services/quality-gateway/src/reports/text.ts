/** What people read, as far as its lines name places. */
import type { Reading, Remark } from './reading.ts';
import { mostRemarks, placeIn, remarkOf } from './remark.ts';
import { countsIn } from './text-counts.ts';

/** The end of a long output, and the beginning of a long line, are all that is looked at. */
const longestText = 256 * 1024;
const longestLine = 2_000;

/** A line that says place and message; `isWhole` where such lines are all that the tool has to say. */
interface LineForm {
  readonly pattern: RegExp;
  readonly isWhole: boolean;
}

const path = '(?<file>[^\\s:()][^\\s:()]{0,300})';
const forms: readonly LineForm[] = [
  // tsc
  {
    pattern: new RegExp(`^${path}\\((?<line>\\d+),\\d+\\): error (?<rule>TS\\d+): (?<message>.+)$`),
    isWhole: true,
  },
  {
    pattern: new RegExp(`^${path}:(?<line>\\d+):\\d+ - error (?<rule>TS\\d+): (?<message>.+)$`),
    isWhole: true,
  },
  // mypy
  {
    pattern: new RegExp(
      `^${path}:(?<line>\\d+)(?::\\d+)?: error: (?<message>.+?)(?:  \\[(?<rule>[\\w-]+)\\])?$`,
    ),
    isWhole: true,
  },
  // ruff and flake8
  {
    pattern: new RegExp(
      `^${path}:(?<line>\\d+):\\d+: (?<rule>[A-Z]{1,5}\\d{1,5}) (?:\\[\\*\\] )?(?<message>.+)$`,
    ),
    isWhole: true,
  },
  // oxlint
  {
    pattern: new RegExp(
      `^${path}:(?<line>\\d+):\\d+: (?<message>.+) \\[(?:Error|Warning)/(?<rule>[^\\]]+)\\]$`,
    ),
    isWhole: true,
  },
  // Prettier
  { pattern: /^\[(?:warn|error)\] (?<file>[^\s:]+\.\w+)$/, isWhole: true },
  // go, gcc, pytest
  {
    pattern: new RegExp(
      `^\\s*(?:vet: )?(?<file>[\\w@./+-]{1,300}\\.[A-Za-z]\\w{0,9}):(?<line>\\d+)(?::\\d+)?: (?<message>.+)$`,
    ),
    isWhole: false,
  },
];

/** A line that says what went wrong; the place comes later. */
interface TitleForm extends LineForm {
  /** The first line like this that follows belongs to it. */
  readonly goesOn?: RegExp;
}
const titles: readonly TitleForm[] = [
  // rustc and clippy
  { pattern: /^error(?:\[(?<rule>E\d+)\])?: (?<message>.+)$/, isWhole: true },
  // ruff
  { pattern: /^(?<rule>[A-Z]{1,5}\d{1,5}) (?:\[\*\] )?(?<message>\S.+)$/, isWhole: true },
  // Vitest, Jest and Node
  { pattern: /^\s*FAIL\s+(?<message>\S.+ > .+)$/, isWhole: false, goesOn: /\S/ },
  { pattern: /^\s*● (?<message>.+)$/, isWhole: false, goesOn: /\S/ },
  { pattern: /^\s*✖ (?<message>.+?)(?: \([\d.]+ms\))?$/, isWhole: false, goesOn: /\S/ },
  // pytest and unittest
  { pattern: /^_{3,} (?<message>.+) _{3,}$/, isWhole: false, goesOn: /^E\s+\S/ },
  { pattern: /^(?:FAIL|ERROR): (?<message>\w.+)$/, isWhole: false },
  // go and cargo
  { pattern: /^\s*--- FAIL: (?<message>.+)$/, isWhole: false },
  { pattern: /^---- (?<message>.+) stdout ----$/, isWhole: false },
];

/** Lines of stacks and of compilers that give the title before them its place. */
const places = /^\s*(?:-->|❯|at\s|File "|thread '.*panicked at)/;

interface Title {
  readonly message: string;
  readonly rule?: string | undefined;
  readonly isWhole: boolean;
  readonly goesOn?: RegExp | undefined;
}

export function readText(text: string): Reading {
  const lines = text
    .slice(-longestText)
    .split('\n')
    .map((line) => line.slice(0, longestLine).trimEnd());
  const found = distinct([...placed(lines), ...stylish(lines)]).slice(0, mostRemarks);
  return {
    remarks: found.map(({ remark }) => remark),
    isWhole: found.length > 0 && found.every(({ isWhole }) => isWhole),
    ...countsIn(lines),
  };
}

interface Found {
  readonly remark: Remark;
  readonly isWhole: boolean;
}

/** Runners tell a failure where it happens and once more at their end. */
function distinct(found: readonly Found[]): readonly Found[] {
  const byText = new Map(found.map((one) => [JSON.stringify(one.remark), one]));
  return [...byText.values()];
}

function placed(lines: readonly string[]): Found[] {
  const found: Found[] = [];
  let title: Title | undefined;
  for (const line of lines) {
    const direct = inForm(line, title);
    const opened = direct === undefined ? titleIn(line) : undefined;
    const later = title !== undefined && places.test(line) ? placeIn(line) : {};
    if (direct !== undefined) found.push(direct);
    else if (opened !== undefined) title = opened;
    else if (title !== undefined && later.file !== undefined) {
      found.push({ remark: remarkOf(title.message, later, title.rule), isWhole: title.isWhole });
      title = undefined;
    } else title = continued(title, line);
  }
  return found;
}

function continued(title: Title | undefined, line: string): Title | undefined {
  if (title?.goesOn?.test(line) !== true) return title;
  return {
    ...title,
    message: `${title.message}: ${line.replace(/^E?\s+/, '')}`,
    goesOn: undefined,
  };
}

function inForm(line: string, title: Title | undefined): Found | undefined {
  for (const { pattern, isWhole } of forms) {
    const { groups } = pattern.exec(line) ?? {};
    if (groups === undefined) continue;
    const { file, line: at, rule, message = 'not formatted' } = groups;
    const place = { file, line: at === undefined ? undefined : Number(at) };
    const said = isWhole || title === undefined ? message : `${title.message}: ${message}`;
    return { remark: remarkOf(said, place, rule), isWhole };
  }
  return undefined;
}

function titleIn(line: string): Title | undefined {
  for (const { pattern, isWhole, goesOn } of titles) {
    const { groups } = pattern.exec(line) ?? {};
    if (groups === undefined) continue;
    return {
      message: groups['message'] ?? '',
      rule: groups['rule'],
      isWhole,
      goesOn,
    };
  }
  return undefined;
}

/** ESLint and Biome: a line names the file, and those below or after it what is wrong there. */
function stylish(lines: readonly string[]): Found[] {
  const found: Found[] = [];
  let file: string | undefined;
  for (const line of lines) {
    const [, header] = /^((?:\/|\.{0,2}\/)?[\w@./+-]{1,300}\.\w{1,10})$/.exec(line) ?? [];
    if (header !== undefined) file = header;
    const { at, level, message, rule } =
      /^\s+(?<at>\d+):\d+\s+(?<level>error|warning)\s+(?<message>.+?)(?:\s{2,}(?<rule>\S+))?$/.exec(
        line,
      )?.groups ?? {};
    if (file === undefined || message === undefined || level !== 'error') continue;
    found.push({ remark: remarkOf(message, { file, line: Number(at) }, rule), isWhole: true });
  }
  return [...found, ...biome(lines)];
}

function biome(lines: readonly string[]): Found[] {
  return lines.flatMap((line, at) => {
    const {
      file,
      line: number,
      rule,
    } = /^(?<file>[^\s:]+):(?<line>\d+):\d+ (?<rule>(?:lint|assist)\/[\w/]+|parse|format)\b/.exec(
      line,
    )?.groups ?? {};
    if (file === undefined) return [];
    const said = lines.slice(at + 1, at + 4).find((one) => /^\s*[×!]/.test(one)) ?? '';
    const message = said.replace(/^\s*[×!]\s*/, '') || line;
    return [{ remark: remarkOf(message, { file, line: Number(number) }, rule), isWhole: true }];
  });
}
