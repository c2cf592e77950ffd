import type { AttemptView, TaskDetail, TaskLogs } from '@atms/monitoring';
import { stripControl } from '@atms/platform/process';
import type { AtmsClient } from '../client.ts';
import { trialTaskId } from './trial-plan.ts';

export interface TrialFindings {
  readonly outcome: 'passed' | 'failed';
  /** Of the agent's own work; null when it never ended. */
  readonly durationMs: number | null;
  readonly costUsd: number | null;
  /** What the agent said of itself, and why its work does not count; plain text. */
  readonly reasons: readonly string[];
  /** The end of its transcript. */
  readonly lastLines: readonly string[];
}

const linesShown = 10;

/** What the log and the transcript say of the one attempt. */
export async function readTrial(client: AtmsClient): Promise<TrialFindings> {
  const path = `/api/tasks/${trialTaskId}`;
  const task = await client.get<TaskDetail>(path);
  // Where the agent was never started there is nothing to read.
  const text = await client.get<TaskLogs>(`${path}/logs`).then(
    (logs) => logs.text,
    () => '',
  );
  const [attempt] = task.attempts;
  return {
    outcome: task.state === 'completed' ? 'passed' : 'failed',
    durationMs: attempt?.durationMs ?? null,
    costUsd: attempt?.costUsd ?? null,
    reasons: reasonsOf(task, attempt),
    lastLines: lastLinesOf(text),
  };
}

function reasonsOf(task: TaskDetail, attempt: AttemptView | undefined): readonly string[] {
  const said = attempt?.summary ?? '';
  if (task.state === 'completed') return said === '' ? [] : [said];
  const found = attempt === undefined ? [] : [...attempt.findings, ...attempt.violations];
  const findings = found.map(({ gate, message }) => `${gate}: ${message}`);
  return [said, ...findings, task.why].filter((text) => text !== '');
}

function lastLinesOf(text: string): readonly string[] {
  const lines = stripControl(text).trimEnd().split('\n');
  return lines.slice(-linesShown).filter((line) => line !== '');
}
