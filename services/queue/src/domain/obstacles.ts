/** What locks stand in whose way: those of the log, without the one that is being given back, and those just given out. */
import { type PathSet, pathsOverlap, readPaths } from '@atms/plan';
import type { Group } from './bag.ts';
import type { LineIndex, Wall } from './line-index.ts';
import type { Entry } from './line-messages.ts';
import { wallOf } from './start-order.ts';

export interface Obstacles {
  readonly line: LineIndex;
  /** The task that gives its lock back. */
  readonly lettingGo?: string;
  /** The patterns of the locks that this decision gives out. */
  readonly granted: Wall[];
}

/** The pattern of an entry that somebody's lock overlaps, and where. */
export function refusalOf(
  obstacles: Obstacles,
  { paths }: Entry,
): { readonly text: string; readonly wall: string } | undefined {
  const { patterns } = obstacles.line.order.places;
  for (const text of paths) {
    const wall = obstacleOf(obstacles, patterns.get(text) ?? { paths: readPaths([text]) });
    if (wall !== undefined) return { text, wall };
  }
  return undefined;
}

/** The pattern of a lock that overlaps, and stays. */
export function obstacleOf(
  obstacles: Obstacles,
  pattern: Group | Pick<Group, 'paths'>,
): string | undefined {
  const known = 'members' in pattern ? wallOf(pattern) : undefined;
  if (known !== undefined && isHeld(obstacles, known)) return known;
  for (const { taskId, walls } of obstacles.line.locks.values()) {
    if (taskId === obstacles.lettingGo) continue;
    const wall = walls.find(({ paths }) => pathsOverlap(paths, pattern.paths));
    if (wall !== undefined) return wall.text;
  }
  return undefined;
}

export function isHeld({ line, lettingGo }: Obstacles, text: string): boolean {
  const holder = line.heldBy.get(text);
  return holder !== undefined && holder !== lettingGo;
}

/** Whether this decision has given out a lock that overlaps. */
export function isGranted({ granted }: Obstacles, paths: PathSet): boolean {
  return granted.some((wall) => pathsOverlap(wall.paths, paths));
}
