import { dirname, resolve } from 'node:path';
import type { Settings } from './settings.ts';

export interface AgentConfig {
  readonly kind: string;
  readonly adapter: 'shell' | 'recorded';
  /** An absolute path; always there for `recorded`. */
  readonly sessions?: string;
  readonly slots: number;
  readonly skills: readonly string[];
  /** Set for the agent beside what it is allowed to see of ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of our own environment that this agent may see, secrets among them. */
  readonly allowEnv: readonly string[];
}

/** What the services are composed with. Durations are milliseconds. */
export interface Config {
  readonly agents: readonly AgentConfig[];
  /** How many tasks may be in flight at once. */
  readonly maxAgents: number;
  readonly approvals: { readonly auto: readonly string[]; readonly expireAfterMs: number };
  readonly retries: {
    readonly sameAgent: number;
    readonly anotherAgent: number;
    readonly interruptions: number;
    readonly backoffMs: number;
    readonly backoffFactor: number;
    readonly backoffMaxMs: number;
  };
  readonly lease: { readonly leaseMs: number; readonly renewEveryMs: number };
  readonly timeouts: {
    readonly taskMs: number;
    readonly gateMs: number;
    readonly prepareMs: number;
  };
  /** How much of one command's output is kept. */
  readonly outputLimitBytes: number;
  readonly checkpointEveryMs: number;
  /** Of `up`; 0 for any free one. */
  readonly port: number;
}

/** @param file the configuration file, or where it would be: relative paths are meant from its folder */
export function asConfig(values: Settings, file: string): Config {
  const { lease, timeouts } = values;
  const agents = values.agents.map((agent) => asAgent(agent, dirname(file)));
  return {
    agents,
    maxAgents: values.maxAgents === 'slots' ? sumOfSlots(agents) : values.maxAgents,
    approvals: { auto: values.approvals.auto, expireAfterMs: values.approvals.expireAfter },
    retries: asRetries(values.retries),
    lease: { leaseMs: lease.ttl, renewEveryMs: lease.renewEvery },
    timeouts: { taskMs: timeouts.task, gateMs: timeouts.gate, prepareMs: timeouts.prepare },
    outputLimitBytes: values.outputLimit,
    checkpointEveryMs: values.checkpointEvery,
    port: values.port,
  };
}

function asAgent(agent: Settings['agents'][number], folder: string): AgentConfig {
  const { sessions, ...same } = agent;
  return { ...same, ...(sessions === undefined ? {} : { sessions: resolve(folder, sessions) }) };
}

function asRetries({ backoff, backoffMax, ...same }: Settings['retries']): Config['retries'] {
  return { ...same, backoffMs: backoff, backoffMaxMs: backoffMax };
}

function sumOfSlots(agents: readonly AgentConfig[]): number {
  return agents.reduce((sum, { slots }) => sum + slots, 0);
}
