import type { BlobStore } from '@atms/eventsourcing';
import { z } from 'zod';
import { count, text } from '../queries/view-values.ts';
import type { AttemptView, TaskDetail } from '../queries/views.ts';
import type { LiveOutput } from './live-output.ts';

export const taskLogsView = z
  .object({
    taskId: text,
    planTaskId: text,
    attempt: count,
    source: z
      .enum(['transcript', 'live', 'none'])
      .describe("`live`: the last of a running attempt's output, as far as it was heard here"),
    running: z.boolean(),
    ended: z.boolean().describe('Whether its agent will say no more'),
    text,
  })
  .describe('What an attempt wrote');
export type TaskLogs = z.infer<typeof taskLogsView>;

export interface LogSources {
  readonly blobs: BlobStore;
  readonly live: LiveOutput;
}

/** Undefined when the task has no such attempt. Without a number: the last attempt that started, else the current one. */
export async function taskLogs(
  task: TaskDetail,
  wanted: number | undefined,
  sources: LogSources,
): Promise<TaskLogs | undefined> {
  const attempt = wanted === undefined ? lastStarted(task) : attemptOf(task, wanted);
  if (attempt === undefined) return undefined;
  const { taskId, planTaskId } = task;
  const ended = attempt.executedAt !== null || attempt.endedAt !== null;
  const running = attempt.startedAt !== null && !ended;
  const place = { taskId, planTaskId, attempt: attempt.attempt, running, ended };
  const transcript = await transcriptOf(attempt, sources.blobs);
  if (transcript !== undefined) return { ...place, source: 'transcript', text: transcript };
  const said = sources.live.output(taskId, attempt.attempt);
  return { ...place, source: said === '' ? 'none' : 'live', text: said };
}

function lastStarted({ attempts }: TaskDetail): AttemptView | undefined {
  return attempts.findLast((attempt) => attempt.startedAt !== null) ?? attempts.at(-1);
}

function attemptOf({ attempts }: TaskDetail, wanted: number): AttemptView | undefined {
  return attempts.find(({ attempt }) => attempt === wanted);
}

async function transcriptOf(attempt: AttemptView, blobs: BlobStore): Promise<string | undefined> {
  if (attempt.transcriptKey === null) return undefined;
  const bytes = await blobs.get(attempt.transcriptKey);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
