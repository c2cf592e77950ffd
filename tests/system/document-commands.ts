/**
 * The commands of a document, as a reader would type them. ` ```sh ` is run, from top to bottom, in one shell;
 * ` ```yaml plan.yaml ` is a file that the reader writes. A comment `# exit 4` at the end of a command says how it ends.
 */

export interface Step {
  /** Line of the fence in the document, from 1. */
  readonly line: number;
  readonly kind: 'run' | 'write';
  readonly text: string;
  /** Of a file. */
  readonly file?: string;
}

const fence = /^```(?<info>.*)\n(?<text>[\s\S]*?)^```$/gm;

export function stepsOf(markdown: string): readonly Step[] {
  return [...markdown.matchAll(fence)].flatMap(({ index, groups }): readonly Step[] => {
    const { info = '', text = '' } = groups ?? {};
    const line = markdown.slice(0, index).split('\n').length;
    const [language, file] = info.trim().split(/\s+/);
    if (language === 'sh') return [{ line, kind: 'run', text }];
    return file === undefined ? [] : [{ line, kind: 'write', text, file }];
  });
}

/** One script for bash that stops at the first command that does not end as the document says. */
export function scriptOf(document: string, steps: readonly Step[]): string {
  const parts = steps.map((step) => {
    const said = `echo '# ${document}:${step.line}' >&2`;
    return `${said}\n${step.kind === 'run' ? withExits(step.text) : written(step)}`;
  });
  // What a document starts in the background ends with it, also when a command before its end fails.
  const cleanUp = `trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT`;
  return ['set -eu', cleanUp, ...parts].join('\n');
}

function written({ file = '', text }: Step): string {
  return `cat > '${file}' <<'END OF FILE'\n${text}END OF FILE`;
}

function withExits(text: string): string {
  return text.replaceAll(
    /^(.*\S)\s+# exit (\d+)$/gm,
    (_all, command: string, code: string) =>
      `set +e; ${command}; ended=$?; set -e; test $ended -eq ${code}`,
  );
}
