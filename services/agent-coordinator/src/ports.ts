import type { LeaseSettings } from '@atms/contracts';
import type { CommandHandler, LogFollower, Rejection } from '@atms/eventsourcing';
import type { ServicePorts } from '@atms/platform/service';
import type { AgentCommand, AgentEvent } from './domain/agent.ts';
import type { LeaseTable } from './lease-table.ts';
import type { AgentBoard } from './projections/agent-board.ts';

export interface CoordinatorSettings {
  readonly lease: LeaseSettings;
  /** Attempts under way at once over all agents: a target, the slots are the hard limit. */
  readonly maxAgents: number;
}

export interface CoordinatorOptions {
  readonly ports: ServicePorts;
  readonly settings: CoordinatorSettings;
}

/** What the coordinator's parts share. */
export interface CoordinatorContext extends CoordinatorOptions {
  readonly board: AgentBoard;
  readonly follower: LogFollower;
  readonly agent: CommandHandler<AgentCommand, AgentEvent, Rejection>;
  readonly leases: LeaseTable;
}
