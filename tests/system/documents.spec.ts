/** Guards that nothing in the documents is untrue: what they tell a reader to type is typed. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePlan } from '@atms/plan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptOf, stepsOf } from './document-commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const documents = ['README.md', ...(await readdir(join(root, 'docs'))).flatMap(markdownOf)];

function markdownOf(name: string): readonly string[] {
  return name.endsWith('.md') ? [`docs/${name}`] : [];
}

const withCommands = (
  await Promise.all(
    documents.map(async (document) => ({
      document,
      steps: stepsOf(await readFile(join(root, document), 'utf8')),
    })),
  )
).filter(({ steps }) => steps.some(({ kind }) => kind === 'run'));

/** Blocks of a document that are plans, each with its place. */
function plansOf(document: string, markdown: string): readonly (readonly [string, string])[] {
  return [...markdown.matchAll(/^```(yaml|markdown|json)\b.*\n([\s\S]*?)^```$/gm)]
    .filter(([, language, text = '']) => language === 'markdown' || /^tasks:|"tasks"/m.test(text))
    .map(({ index, 2: text = '' }) => {
      const line = markdown.slice(0, index).split('\n').length;
      return [`${document}:${line}`, text] as const;
    });
}

describe('every plan in the documents', () => {
  it('is a plan', async () => {
    const texts = await Promise.all(
      documents.map(async (document) =>
        plansOf(document, await readFile(join(root, document), 'utf8')),
      ),
    );
    const plans = texts.flat();
    expect(plans.length).toBeGreaterThan(4);
    const problems = plans.flatMap(([place, text]) => {
      const reading = parsePlan(text, {});
      return reading.ok ? [] : reading.problems.map(({ message }) => `${place}: ${message}`);
    });
    expect(problems).toEqual([]);
  });
});

describe('the commands of', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-documents-'));
    const atms = join(folder, 'bin', 'atms');
    await mkdir(join(folder, 'bin'));
    await writeFile(atms, `#!/bin/sh\nexec node '${join(root, 'bin', 'atms.mjs')}' "$@"\n`);
    await chmod(atms, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('the documents are found at all', () => {
    expect(withCommands.map(({ document }) => document)).toContain('docs/getting-started.md');
  });

  it.each(withCommands)('$document work as they stand there', async ({ document, steps }) => {
    const work = join(folder, document.replaceAll('/', '-'));
    await mkdir(work);
    const { code, output } = await bash(scriptOf(document, steps), work);
    expect(code, output).toBe(0);
  });

  function bash(script: string, cwd: string): Promise<{ code: number; output: string }> {
    const env = {
      ...process.env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      XDG_CACHE_HOME: join(folder, 'cache'),
      NO_COLOR: '1',
    };
    return new Promise((resolve) => {
      const child = execFile('bash', ['-c', script], { cwd, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (child.exitCode ?? 1), output: stdout + stderr });
      });
      // A command that asks is a command that a reader's script could not use.
      child.stdin?.end();
    });
  }
});
