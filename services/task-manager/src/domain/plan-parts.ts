import type { TaskSpec } from '@atms/contracts';

/** Characters of JSON in one `workflow.planned` or `workflow.extended`: well below the 64 KiB of one event, whatever the encoding. */
const partSize = 20_000;

export interface PlanPart {
  /** From 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
  readonly tasks: TaskSpec[];
}

/** Cuts a plan of any size into parts that each fit into one event. */
export function inParts(tasks: readonly TaskSpec[]): readonly PlanPart[] {
  const slices = sliced(tasks);
  return slices.map((slice, index) => ({ part: index + 1, parts: slices.length, tasks: slice }));
}

function sliced(tasks: readonly TaskSpec[]): readonly TaskSpec[][] {
  const parts: TaskSpec[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const task of tasks) {
    const length = JSON.stringify(task).length;
    if (size + length > partSize) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(task);
    size += length;
  }
  return parts;
}
