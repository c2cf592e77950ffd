import type { ServicePorts } from '@atms/platform/service';
import type { RetrySettings } from './domain/retry-policy.ts';

export interface TaskManagerSettings {
  readonly retries: RetrySettings;
  readonly approvals: {
    /** Action classes that are granted without asking a person. */
    readonly auto: readonly string[];
    readonly expireAfterMs: number;
  };
}

export interface TaskManagerOptions {
  readonly ports: ServicePorts;
  readonly settings: TaskManagerSettings;
}
