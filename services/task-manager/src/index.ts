export { retryDefaults } from './domain/retry-policy.ts';
export type { RetrySettings } from './domain/retry-policy.ts';
export type { TaskManagerOptions, TaskManagerSettings } from './ports.ts';
export { createTaskManager } from './service.ts';
