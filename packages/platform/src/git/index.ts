export { attemptGitEnvironment, atmsIdentity, type GitIdentity } from './environment.ts';
export { GitError, type GitErrorCode } from './git-error.ts';
export { openRepository } from './open-repository.ts';
export type {
  AddWorktree,
  CommitAll,
  CommitTree,
  CommittedWork,
  Diff,
  DiffRequest,
  KeepOwnCommits,
  DiffStat,
  MergeRequest,
  MergeResult,
  RefSwap,
  Repository,
  Worktree,
} from './repository.ts';
export type { FileState } from './file-state.ts';
export { type RepositorySnapshot, takeSnapshot } from './snapshot.ts';
export {
  type ChangedFile,
  findTampering,
  type MovedRef,
  type Tampering,
  type TamperingSearch,
} from './tampering.ts';
export { type UndoneItem, undoTampering, type UndoRequest } from './undo.ts';
