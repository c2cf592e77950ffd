import type { GitIdentity } from './environment.ts';

/**
 * One git repository of the user. All ids are full object ids; paths in trees are relative to the
 * top, with `/`.
 */
export interface Repository {
  /** Top folder of the user's checkout, symbolic links resolved. */
  readonly top: string;
  /** The git folder that all worktrees of the repository share. */
  readonly commonDir: string;
  /** The commit that a ref or a revision names, if there is one. */
  resolve(ref: string): Promise<string | undefined>;
  treeOf(commit: string): Promise<string>;
  /** A detached, full checkout; whatever an earlier try left at that path is removed first. */
  addWorktree(request: AddWorktree): Promise<void>;
  /** Removes folder and registration, whichever is there; nothing there is success. */
  removeWorktree(path: string): Promise<void>;
  listWorktrees(): Promise<readonly Worktree[]>;
  /** Commits what lies in a worktree, whatever was done to its index, HEAD and locks. */
  commitAll(request: CommitAll): Promise<CommittedWork>;
  /** Keeps what the agent itself committed in a worktree, before that is removed. @returns the commits that got a ref. */
  keepOwnCommits(request: KeepOwnCommits): Promise<readonly string[]>;
  /** Paths that differ between two commits or trees; a rename is one path gone and one new. */
  changedPaths(base: string, commit: string): Promise<readonly string[]>;
  diff(request: DiffRequest): Promise<Diff>;
  diffStat(base: string, commit: string): Promise<DiffStat>;
  mergeTree(request: MergeRequest): Promise<MergeResult>;
  /** The tree of one commit with some files as another commit has them. @returns the tree's id */
  composeTree(request: ComposeTree): Promise<string>;
  /** The same request gives the same commit id. */
  commitTree(request: CommitTree): Promise<string>;
  compareAndSwap(request: RefSwap): Promise<'swapped' | 'moved'>;
  /** A ref that is not there counts as deleted. */
  deleteRef(ref: string): Promise<void>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** The worktree that has the branch checked out; one whose folder is gone does not count. */
  checkedOutAt(branch: string): Promise<string | undefined>;
  /** A sentence about what keeps a branch of this name from being made, and what to do about it. */
  refObstacle(branch: string): Promise<string | undefined>;
  /**
   * Whether the user's checkout has changes or new files that are neither committed nor ignored.
   */
  isDirty(): Promise<boolean>;
  /** The text of a file in a commit; `undefined` when there is no file of that name. */
  fileAt(commit: string, path: string): Promise<string | undefined>;
  /** Every file and symbolic link of a commit. */
  listFiles(commit: string): Promise<readonly string[]>;
}

export interface AddWorktree {
  readonly path: string;
  readonly commit: string;
}

export interface Worktree {
  readonly path: string;
  /** Full ref name; absent when the worktree is detached. */
  readonly branch?: string;
}

export interface CommitAll {
  readonly worktree: string;
  readonly message: string;
  readonly author: GitIdentity;
  /** Is pointed at the commit, also when nothing changed. */
  readonly ref?: string;
  /** By default the commit that the worktree was added at. */
  readonly parent?: string;
  /**
   * Files, and folders with a `/` at their end, that are left out as if the ignore rules named them. Name only what
   * `parent` does not hold.
   */
  readonly exclude?: readonly string[];
}

export interface KeepOwnCommits {
  readonly worktree: string;
  /** The beginning of the refs' names, without a `/` at its end; the commit's id follows. */
  readonly under: string;
}

export interface CommittedWork {
  /** The parent itself when nothing changed. */
  readonly commit: string;
  readonly tree: string;
  readonly changed: boolean;
  /** Paths that git refuses to hold in any tree, such as `git~1`; nearly always empty. */
  readonly skipped: readonly string[];
}

export interface DiffRequest {
  readonly base: string;
  readonly commit: string;
  readonly maxBytes: number;
}

export interface Diff {
  readonly text: string;
  readonly truncated: boolean;
}

export interface DiffStat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** Three commits; `base` need not be what git would take for the merge base of the other two. */
export interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface ComposeTree {
  readonly base: string;
  readonly from: string;
  /** Files of `from`; what is not there is left as `base` has it. */
  readonly paths: readonly string[];
}

export type MergeResult =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[]; readonly messages: string };

export interface CommitTree {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitIdentity;
  /** ISO instant, for author and committer. */
  readonly at: string;
}

export interface RefSwap {
  readonly ref: string;
  readonly to: string;
  /** An object id, or `absent` when the ref must not exist yet. */
  readonly from: string;
  /** Stands in the reflog. */
  readonly reason: string;
}
