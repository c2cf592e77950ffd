import { createLogFollower } from '@atms/eventsourcing';
import { createAggregate, type Part, type Service, serviceOf } from '@atms/platform/service';
import { executionDecider, executionEventTypes } from './domain/execution.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { ExecutorOptions } from './ports.ts';
import { createAssignments } from './projections/assignments.ts';
import { createSupervisor } from './supervisor.ts';

/** How it is done: worktree, process, output, approvals, checkpoints. Follows its own assignments in the log. */
export function createExecutor(options: ExecutorOptions): Service {
  const { ports, settings } = options;
  const view = createAssignments(settings.executorId);
  const follower = createLogFollower({
    ...ports,
    name: `executor/${settings.executorId}`,
    views: [view],
    onFailure: ports.onFatal,
  });
  const execution = createAggregate(ports, {
    decider: executionDecider,
    types: executionEventTypes,
  });
  const workspaces = options.workspaces(view.ownMoves);
  const context = { ...options, workspaces, view, follower, execution };
  const supervisor = createSupervisor(context);
  return serviceOf('executor', [
    { load: follower.start, start: follower.start, stop: follower.close },
    supervisor,
    registration(options),
    createHeartbeat(context, supervisor),
  ]);
}

/** Announces the agents of the configuration; the coordinator recognises those that it knows. */
function registration({ ports, settings, agents }: ExecutorOptions): Part {
  return {
    async start() {
      const { executorId } = settings;
      const answer = await ports.commands.request({
        service: 'agent-coordinator',
        name: 'RegisterAgents',
        commandId: `register/${executorId}/${ports.ids.entity()}`,
        payload: {
          executorId,
          agents: agents.map(({ kind, slots, skills }) => ({ kind, slots, skills })),
        },
      });
      if (answer.kind === 'rejected') throw new Error(`The agents were refused: ${answer.message}`);
    },
    async stop() {},
  };
}
