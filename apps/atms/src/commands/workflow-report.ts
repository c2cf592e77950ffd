import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AtmsError, messageOf } from '@atms/eventsourcing';
import { stripControl } from '@atms/platform/process';
import type { AtmsClient } from '../client.ts';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findWorkflow } from './workflow.ts';

export type ReportFormat = 'markdown' | 'json' | 'html';

export interface ReportRequest {
  /** Undefined: the newest workflow. */
  readonly ref: string | undefined;
  /** Undefined: Markdown for people, JSON for programs. */
  readonly format?: ReportFormat;
  /** A file, from the context's folder; undefined: stdout. */
  readonly out?: string;
}

/** What was done, by whom, and how it was proven; to stdout or into a file. */
export function showReport(context: CommandContext, request: ReportRequest): Promise<number> {
  return withClient(context, async (client) => {
    const { workflowId } = await findWorkflow(client, request.ref);
    const format = request.format ?? (context.json ? 'json' : 'markdown');
    const text = await readReport(client, workflowId, format);
    if (request.out === undefined) context.terminal.out(text);
    else await writeReport(context, request.out, { workflowId, format, text });
    return exitCodes.done;
  });
}

async function readReport(
  client: AtmsClient,
  workflowId: string,
  format: ReportFormat,
): Promise<string> {
  const path = `/api/workflows/${workflowId}/report?format=${format}`;
  if (format === 'json') return JSON.stringify(await client.get<unknown>(path));
  const text = await client.text(path);
  return format === 'markdown' ? stripControl(text) : text;
}

interface Written {
  readonly workflowId: string;
  readonly format: ReportFormat;
  readonly text: string;
}

/** @throws AtmsError `not-written` */
async function writeReport(
  { folder, terminal, json }: CommandContext,
  out: string,
  { workflowId, format, text }: Written,
): Promise<void> {
  const file = resolve(folder, out);
  await writeFile(file, text.endsWith('\n') ? text : `${text}\n`).catch((cause: unknown) => {
    throw new AtmsError('not-written', `${file} cannot be written: ${messageOf(cause)}`, { cause });
  });
  if (json) terminal.out(JSON.stringify({ workflowId, format, file }));
  else terminal.say(`Written to ${file}`);
}
