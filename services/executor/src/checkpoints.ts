import { messageOf } from '@atms/eventsourcing';
import { recordCheckpoint } from './execution-log.ts';
import type { OpenWorkspace } from './ports.ts';
import { keyOf, type OwnAttempt } from './running-attempt.ts';
import { save } from './leave-work.ts';

/**
 * Commits work in progress at an interval, so that a crash loses at most that much.
 * @returns ends it; resolves after the checkpoint that is under way.
 */
export function checkpointEvery(
  attempt: OwnAttempt,
  workspace: OpenWorkspace,
): () => Promise<void> {
  const { ports, settings } = attempt.context;
  let cancelTimer: (() => void) | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;
  const checkpoint = async () => {
    try {
      await recordCheckpoint(attempt, await save(attempt, workspace));
    } catch (error) {
      ports.log.warn(`executor: a checkpoint failed: ${messageOf(error)}`, keyOf(attempt));
    }
  };
  const next = () => {
    cancelTimer = ports.clock.after(settings.checkpointEveryMs, () => {
      underWay = checkpoint().then(() => {
        if (!stopped) next();
      });
    });
  };
  next();
  return async () => {
    stopped = true;
    cancelTimer?.();
    await underWay;
  };
}
