/** Reads the patch that git prints between two commits: which files changed, and which lines came and went. */
export interface AddedLine {
  /** In the new file, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface ChangedFile {
  readonly path: string;
  /** Where a renamed file stood before. */
  readonly from?: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  readonly added: readonly AddedLine[];
  readonly removed: readonly string[];
  readonly isBinary: boolean;
}

type Growing = {
  path: string;
  from?: string;
  status: ChangedFile['status'];
  added: AddedLine[];
  removed: string[];
  isBinary: boolean;
};

/** @param text as `git diff-tree -p -M` prints it */
export function parsePatch(text: string): readonly ChangedFile[] {
  const files: Growing[] = [];
  const hunk = { old: 0, new: 0, line: 0 };
  for (const line of text.split('\n')) {
    const file = files.at(-1);
    if (file !== undefined && hunk.old + hunk.new > 0 && !line.startsWith('\\')) {
      readHunkLine(file, hunk, line);
    } else if (line.startsWith('diff --git ')) {
      files.push(started(line));
    } else if (file !== undefined) readHeader(file, hunk, line);
  }
  return files;
}

interface Hunk {
  /** Lines of each side that are still to come: what looks like a header within them is none. */
  old: number;
  new: number;
  line: number;
}

function readHunkLine(file: Growing, hunk: Hunk, line: string): void {
  const sign = line[0];
  if (sign === '+') file.added.push({ line: hunk.line, text: line.slice(1) });
  if (sign === '-') file.removed.push(line.slice(1));
  if (sign !== '+') hunk.old -= 1;
  if (sign === '-') return;
  hunk.new -= 1;
  hunk.line += 1;
}

function started(line: string): Growing {
  return {
    path: pathInHeading(line.slice('diff --git '.length)),
    status: 'modified',
    added: [],
    removed: [],
    isBinary: false,
  };
}

/** `a/x b/x`, which names one path twice wherever no later line names it better. */
function pathInHeading(names: string): string {
  if (names.startsWith('"')) return unquoted(names.slice(0, (names.length - 1) / 2)).slice(2);
  return names.slice(2, (names.length - 1) / 2);
}

function readHeader(file: Growing, hunk: Hunk, line: string): void {
  const counts = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (counts !== null) {
    hunk.old = Number(counts[1] ?? 1);
    hunk.new = Number(counts[3] ?? 1);
    hunk.line = Number(counts[2]);
  }
  if (line.startsWith('new file mode')) file.status = 'added';
  if (line.startsWith('deleted file mode')) file.status = 'deleted';
  if (line.startsWith('Binary files ')) file.isBinary = true;
  if (line.startsWith('rename from ')) {
    file.status = 'renamed';
    file.from = unquoted(line.slice('rename from '.length));
  }
  if (line.startsWith('rename to ')) file.path = unquoted(line.slice('rename to '.length));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Git puts a name with unusual characters in quotes, and its bytes beyond ASCII in octal. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  for (const [, octal, escaped, plain = ''] of name
    .slice(1, -1)
    .matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(escapes[escaped ?? ''] ?? escaped ?? plain));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
