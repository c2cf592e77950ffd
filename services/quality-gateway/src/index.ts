export { createFolderGates } from './adapters/folder-gates.ts';
export type { FolderGates } from './adapters/folder-gates.ts';
export { createWorktreeGates } from './adapters/worktree-gates.ts';
export { ownGates } from './own-gates.ts';
export type { OwnGate } from './own-gates.ts';
export type { CommandGate, GateOutcome, GateRunner, GatewayOptions } from './ports.ts';
export { createQualityGateway } from './service.ts';
