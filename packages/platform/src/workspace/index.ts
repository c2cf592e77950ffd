export { cacheDirectory } from './cache-directory.ts';
export { createPreparedPackages } from './prepared-packages.ts';
export type { PreparedPackages } from './prepared-packages.ts';
export { createPrepareWorktree } from './prepare-worktree.ts';
export type { Prepared, PrepareRequest, PrepareWorktree } from './prepare-worktree.ts';
export { createRepositories } from './repositories.ts';
export { describeEnd, runStep } from './run-step.ts';
export type { RunStep, Step, StepResult } from './run-step.ts';
