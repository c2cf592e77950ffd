import { undecidableBecause } from '@atms/plan';

/** A task as a request names it, with the patterns of what it may write. */
export interface WritingTask {
  readonly planTaskId: string;
  readonly paths: readonly string[];
}

/**
 * Which pattern of which task names nothing in the repository, as a sentence; undefined when all do. A plan's text is
 * refused for it before it is asked for; a request may come from anybody.
 */
export function pathFault(tasks: readonly WritingTask[]): string | undefined {
  for (const { planTaskId, paths } of tasks) {
    for (const pattern of paths) {
      const reason = undecidableBecause(pattern);
      if (reason !== undefined) return `'${planTaskId}': the path pattern '${pattern}' ${reason}`;
    }
  }
  return undefined;
}
