/**
 * Renews this executor's leases, and stops everything when nobody answers.
 *
 * Owns: when the last renewal was sent that was answered, by this executor's own monotonic clock.
 *
 * 1. After two thirds of a lease without an answered renewal everything that runs here is stopped: by then nobody can
 *    have given an attempt to somebody else.
 * 2. A renewal that hangs keeps neither the next one from being sent nor the fence from falling.
 */
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import { z } from 'zod';
import type { ExecutorContext } from './running-attempt.ts';
import type { Supervisor } from './supervisor.ts';

/** Share of a lease after which an executor that was not answered stops by itself. */
const fenceAt = 2 / 3;

const answerBody = z.object({
  notCurrent: z.array(z.object({ taskId: z.string(), attempt: z.int() })),
});

export function createHeartbeat(context: ExecutorContext, supervisor: Supervisor): Part {
  const { clock, log } = context.ports;
  const { renewEveryMs, leaseMs } = context.settings.lease;
  const timers = { beat: () => {}, fence: () => {} };
  let lastAnsweredMs = clock.monotonicMs();
  let count = 0;
  let stopped = false;

  const answered = (sentMs: number) => {
    lastAnsweredMs = Math.max(lastAnsweredMs, sentMs);
    const leftMs = lastAnsweredMs + leaseMs * fenceAt - clock.monotonicMs();
    timers.fence();
    timers.fence = clock.after(leftMs, fence);
  };
  const fence = () => {
    supervisor.stopAttempts(supervisor.running(), 'interrupted');
    timers.fence = clock.after(renewEveryMs, fence);
  };
  const beat = async () => {
    const sentMs = clock.monotonicMs();
    count += 1;
    try {
      const notCurrent = await renew(context, supervisor, count);
      if (stopped) return;
      answered(sentMs);
      supervisor.stopAttempts(notCurrent, 'cancelled');
    } catch (error) {
      log.warn(`executor: the leases were not renewed: ${messageOf(error)}`);
    }
  };
  const next = () => {
    timers.beat = clock.after(renewEveryMs, () => {
      void beat();
      next();
    });
  };
  return {
    async start() {
      answered(clock.monotonicMs());
      next();
    },
    async stop() {
      stopped = true;
      timers.beat();
      timers.fence();
    },
  };
}

/** @returns the attempts that are certainly over. */
async function renew(context: ExecutorContext, supervisor: Supervisor, count: number) {
  const { executorId } = context.settings;
  const answer = await context.ports.commands.request({
    service: 'agent-coordinator',
    name: 'RenewLeases',
    commandId: `renew/${executorId}/${count}`,
    payload: { executorId, attempts: supervisor.running() },
  });
  if (answer.kind === 'rejected') throw new Error(answer.message);
  return answerBody.parse(answer.body).notCurrent;
}
