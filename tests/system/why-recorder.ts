/** What happened, and monitoring's tables of it. */
import type { TaskRow } from '../../services/monitoring/src/projections/tables.ts';
import { createMemoryTables } from '../../services/monitoring/src/spec-support/memory-tables.ts';
import {
  createStory,
  type Story,
  taskIdOf,
} from '../../services/monitoring/src/spec-support/story.ts';
import { surroundingsIn } from '../../services/monitoring/src/spec-support/surroundings.ts';
import type { Surroundings } from '../../services/monitoring/src/why/surroundings.ts';

export interface Recorder {
  readonly story: Story;
  /** Lets something happen and projects it. */
  tell(happens: (story: Story) => unknown): void;
  rowOf(id: string): TaskRow;
  stateOf(id: string): string;
  surroundings(): Surroundings;
}

export function createRecorder(): Recorder {
  const story = createStory();
  const tables = createMemoryTables();
  const rowOf = (id: string) => {
    const row = tables.rows('tasks').find(({ taskId }) => taskId === taskIdOf(id));
    if (row === undefined) throw new Error(`There is no ${id}`);
    return row;
  };
  let told = 0;
  return {
    story,
    tell(happens) {
      happens(story);
      for (const event of story.events.slice(told)) tables.take(event);
      told = story.events.length;
    },
    rowOf,
    stateOf: (id) => rowOf(id).state,
    surroundings: () => surroundingsIn(tables, story.now()),
  };
}
