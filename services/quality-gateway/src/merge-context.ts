import { streams } from '@atms/contracts';
import type { CommandHandler, Rejection } from '@atms/eventsourcing';
import type { Candidate, MergeCommand, MergeEvent } from './domain/merge-line.ts';
import type { LineWaits } from './line-waits.ts';
import type { ValidationContext } from './validate.ts';

/** What merging needs beside validating. */
export interface MergeContext extends ValidationContext {
  readonly merge: CommandHandler<MergeCommand, MergeEvent, Rejection>;
  readonly waits: LineWaits;
  readonly inTurn: <T>(lineId: string, act: () => Promise<T>) => Promise<T>;
}

/** Sends a command to the line's stream. */
export function decide(
  context: MergeContext,
  key: Pick<Candidate, 'lineId' | 'workflowId' | 'taskId' | 'attempt'>,
  command: MergeCommand,
) {
  const what = command.type === 'StartMerge' ? command.candidate.commit : command.type;
  return context.merge({
    stream: streams.merge(key.lineId),
    commandId: `${key.taskId}/${key.attempt}/${what}`,
    correlationId: key.workflowId,
    command,
  });
}
