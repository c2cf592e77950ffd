export type { CoordinatorOptions, CoordinatorSettings } from './ports.ts';
export { createAgentCoordinator } from './service.ts';
