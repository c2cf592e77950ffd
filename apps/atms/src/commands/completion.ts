import type { StatusView, TaskView, WorkflowDetail, WorkflowSummary } from '@atms/monitoring';
import type { Command } from 'commander';
import type { AtmsClient } from '../client.ts';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { completionPlaces } from '../completion/command-table.ts';
import type { ReferenceKind } from '../completion/command-table.ts';
import { completionScript } from '../completion/scripts.ts';
import type { Shell } from '../completion/scripts.ts';
import { exitCodes } from '../exit-codes.ts';

export function completion(
  { terminal, json }: CommandContext,
  shell: Shell,
  program: Command,
): Promise<number> {
  const script = completionScript(shell, completionPlaces(program));
  terminal.out(json ? JSON.stringify({ shell, script }) : script);
  return Promise.resolve(exitCodes.done);
}

/** The words that may stand for something, one a line; none where they cannot be had: a shell completes in silence. */
export async function completeReference(context: CommandContext, kind: string): Promise<number> {
  const list = lists[kind];
  if (list === undefined) return exitCodes.done;
  // What can be typed without quoting alone: a word with a space in it would be completed as two.
  const words = await withClient(context, (client) => list(client)).catch(() => []);
  const plain = words.filter((word) => /^[\w.-]+$/.test(word));
  if (plain.length > 0) context.terminal.out(plain.join('\n'));
  return exitCodes.done;
}

type ListWords = (client: AtmsClient) => Promise<readonly string[]>;

const lists: Readonly<Record<string, ListWords>> = {
  workflow: workflowWords,
  task: taskWords,
  agent: agentWords,
  waiting: waitingWords,
} satisfies Readonly<Record<Exclude<ReferenceKind, 'file'>, ListWords>>;

async function workflowWords(client: AtmsClient): Promise<readonly string[]> {
  const { workflows } = await client.get<{ workflows: readonly WorkflowSummary[] }>(
    '/api/workflows',
  );
  return ['newest', ...workflows.flatMap(({ workflowId, name }) => [name, workflowId])];
}

async function taskWords(client: AtmsClient): Promise<readonly string[]> {
  const { tasks } = await client.get<WorkflowDetail>('/api/workflows/newest');
  return tasks.map(({ planTaskId }: TaskView) => planTaskId);
}

async function agentWords(client: AtmsClient): Promise<readonly string[]> {
  const { agents } = await client.get<StatusView>('/api/status');
  return agents.map(({ kind }) => kind);
}

async function waitingWords(client: AtmsClient): Promise<readonly string[]> {
  const { waiting } = await client.get<StatusView>('/api/status');
  return waiting.filter(({ kind }) => kind !== 'paused').map(({ id }) => id);
}
