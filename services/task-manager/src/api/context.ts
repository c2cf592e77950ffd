import type { LogFollower } from '@atms/eventsourcing';
import type { TaskManagerOptions } from '../ports.ts';
import type { TaskBoard } from '../projections/task-board.ts';
import type { Aggregates } from './aggregates.ts';

/** What the commands are decided with. */
export interface CommandContext extends TaskManagerOptions {
  readonly board: TaskBoard;
  readonly follower: LogFollower;
  readonly aggregates: Aggregates;
}

/** Resolves once the board holds everything that was in the log when it was called. */
export async function caughtUp({ follower, ports }: CommandContext): Promise<void> {
  await follower.reached(await ports.store.head());
}
