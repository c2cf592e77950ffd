/** Renews this executor's leases, and fences itself when nobody answers. */
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import { z } from 'zod';
import type { ExecutorContext } from './run-attempt.ts';
import type { Supervisor } from './supervisor.ts';

/** Share of a lease after which an executor that was not answered stops by itself. */
const fenceAt = 2 / 3;

const answerBody = z.object({
  notCurrent: z.array(z.object({ taskId: z.string(), attempt: z.int() })),
});

export function createHeartbeat(context: ExecutorContext, supervisor: Supervisor): Part {
  const { ports, settings } = context;
  const { clock, log } = ports;
  let lastAnsweredMs = clock.monotonicMs();
  let cancelTimer: (() => void) | undefined;
  let stopped = false;
  let count = 0;

  const beat = async () => {
    const sentMs = clock.monotonicMs();
    count += 1;
    try {
      const answer = await ports.commands.request({
        service: 'agent-coordinator',
        name: 'RenewLeases',
        commandId: `renew/${settings.executorId}/${count}`,
        payload: { executorId: settings.executorId, attempts: supervisor.running() },
      });
      if (answer.kind === 'rejected') throw new Error(answer.message);
      lastAnsweredMs = sentMs;
      supervisor.stopAttempts(answerBody.parse(answer.body).notCurrent, 'cancelled');
    } catch (error) {
      log.warn(`executor: the leases were not renewed: ${messageOf(error)}`);
    }
  };
  const fence = () => {
    if (clock.monotonicMs() - lastAnsweredMs <= settings.lease.leaseMs * fenceAt) return;
    supervisor.stopAttempts(supervisor.running(), 'interrupted');
  };
  const next = () => {
    if (stopped) return;
    cancelTimer = clock.after(settings.lease.renewEveryMs, () => {
      // A request that hangs must not keep the fence from falling.
      fence();
      void beat();
      next();
    });
  };
  return {
    async start() {
      lastAnsweredMs = clock.monotonicMs();
      next();
    },
    async stop() {
      stopped = true;
      cancelTimer?.();
    },
  };
}
