export { createWorktreeGates } from './adapters/worktree-gates.ts';
export type { GateRunner, GatewayOptions } from './ports.ts';
export { createQualityGateway } from './service.ts';
