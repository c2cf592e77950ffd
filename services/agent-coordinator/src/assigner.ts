/**
 * Assigns waiting attempts whenever the view has moved on.
 *
 * 1. One round at a time: the next one starts only after the view holds what the last one decided, so that a slot is
 *    not planned twice.
 * 2. After a round that failed it looks again by itself: nothing else may ever move the view on.
 */
import { streams } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import type { CoordinatorContext } from './ports.ts';
import { type PlannedAssignment, planAssignments } from './processes/assignment.ts';
import { attemptName } from './projections/agent-roster.ts';

const retryAfterMs = 1_000;

export function createAssigner(context: CoordinatorContext): Part {
  const { ports, settings, board, follower } = context;
  let unlisten: (() => void) | undefined;
  let isDue = false;
  let round: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;

  const look = () => {
    isDue = true;
    round ??= rounds().finally(() => {
      round = undefined;
      // The view may have moved on after the last look and before this.
      if (isDue) look();
    });
  };
  const rounds = async () => {
    while (isDue) {
      isDue = false;
      try {
        await assignAll(planAssignments(board, settings));
      } catch (error) {
        ports.log.error(`agent-coordinator: assigning failed: ${messageOf(error)}`);
        cancelRetry?.();
        cancelRetry = ports.clock.after(retryAfterMs, look);
      }
    }
  };
  const assignAll = async (planned: readonly PlannedAssignment[]) => {
    const outcomes = await Promise.all(planned.map(assign));
    const last = Math.max(0, ...outcomes.map((outcome) => outcome.position));
    await follower.reached(last);
  };
  const assign = ({ agentId, key, ...choice }: PlannedAssignment) =>
    context.agent({
      stream: streams.agent(agentId),
      commandId: `assign/${attemptName(key)}/${agentId}`,
      correlationId: key.workflowId,
      command: { type: 'AssignAgent', key, ...choice, leaseMs: settings.lease.leaseMs },
    });
  return {
    async start() {
      unlisten = follower.onAdvance(look);
      look();
    },
    async stop() {
      unlisten?.();
      isDue = false;
      await round;
      cancelRetry?.();
    },
  };
}
