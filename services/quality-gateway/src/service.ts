import { isEvent } from '@atms/contracts';
import { createLogFollower, hasCode, messageOf, type RecordedEvent } from '@atms/eventsourcing';
import {
  createAggregate,
  createConsumer,
  createSweep,
  plainState,
  type Service,
  serviceOf,
} from '@atms/platform/service';
import { mergeDecider, mergeEventTypes, type MergeState } from './domain/merge-line.ts';
import { validationDecider, validationEventTypes } from './domain/validation.ts';
import { finishOpenMerge } from './finish-merge.ts';
import { createGateRuns } from './gate-runs.ts';
import { createTurns } from './in-turn.ts';
import { createLineWaits } from './line-waits.ts';
import { mergeAttempt } from './merge.ts';
import type { MergeContext } from './merge-context.ts';
import type { GatewayOptions } from './ports.ts';
import { createGatewayView, type GatewayView } from './projections/gateway-view.ts';
import { validateAttempt } from './validate.ts';

/** Whether it counts: gates, verdict, and the merge of what passed. */
export function createQualityGateway(options: GatewayOptions): Service {
  const { ports } = options;
  const view = createGatewayView();
  const follower = createLogFollower({
    ...ports,
    name: 'quality-gateway',
    views: [view],
    onFailure: ports.onFatal,
  });
  const stopping = new AbortController();
  const context: MergeContext = {
    ...options,
    view,
    follower,
    validation: createAggregate(ports, { decider: validationDecider, types: validationEventTypes }),
    merge: createAggregate(ports, {
      decider: mergeDecider,
      types: mergeEventTypes,
      plain: plainState<MergeState>(),
    }),
    inTurn: createTurns(),
    waits: createLineWaits(options.signals),
    stopping: stopping.signal,
    runs: createGateRuns({ ...options, stopping: stopping.signal }),
  };
  return serviceOf('quality-gateway', [
    { load: follower.start, start: follower.start, stop: follower.close },
    {
      start: () => options.gates.clean(repositoriesOf(view), (message) => ports.log.warn(message)),
      stop: async () => {},
    },
    createSweep({
      clock: ports.clock,
      onFailure: complain(context),
      sweep: async () => void (await Promise.all(view.openMerges().map(finishLater(context)))),
    }),
    createConsumer({
      service: 'quality-gateway',
      sources: ['executor', 'quality-gateway'],
      ports,
      follower,
      handle: (event) => handle(context, event),
    }),
    { start: async () => {}, stop: async () => stopping.abort() },
  ]);
}

/** Each line on its own: one that waits for a checkout keeps no other from being finished. */
function finishLater(context: MergeContext): (open: { readonly lineId: string }) => Promise<void> {
  return ({ lineId }) =>
    context.inTurn(lineId, () => finishOpenMerge(context, lineId)).catch(complain(context));
}

/** What ends because the service stops is not a fault. */
function complain({ ports }: MergeContext): (error: unknown) => void {
  return (error) => {
    if (!hasCode(error, 'cancelled')) ports.log.error(`quality-gateway: ${messageOf(error)}`);
  };
}

function repositoriesOf(view: GatewayView): readonly string[] {
  return [...view.repositories()];
}

async function handle(context: MergeContext, event: RecordedEvent): Promise<void> {
  if (isEvent(event, 'task.executed')) {
    const { taskId, attempt } = event.data;
    await context.inTurn(`${taskId}/${attempt}`, () => validateAttempt(context, event.data));
  }
  if (isEvent(event, 'validation.result')) await mergeAttempt(context, event.data);
}
