import { plainText } from './plain-text.ts';

/** A Markdown table whose columns stand below one another as plain text, too. Numbers to the right. */
export interface TextTable {
  readonly columns: readonly { readonly title: string; readonly right?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

export function textTable({ columns, rows }: TextTable): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map(({ title }, index) =>
    Math.max(3, widthOf(title), ...cells.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (texts: readonly string[]) =>
    `| ${columns.map((column, index) => pad(texts[index] ?? '', widths[index] ?? 0, column.right)).join(' | ')} |`;
  const rule = columns.map(({ right }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 0) - (right === true ? 1 : 0));
    return right === true ? `${dashes}:` : dashes;
  });
  return [
    line(columns.map(({ title }) => title)),
    `| ${rule.join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}

function cellText(text: string): string {
  return plainText(text).replaceAll('|', String.raw`\|`);
}

function pad(text: string, width: number, right: boolean | undefined): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right === true ? `${space}${text}` : `${text}${space}`;
}

function widthOf(text: string): number {
  return [...text].length;
}
