import type { Projection } from '@atms/eventsourcing';
import { projectAgents } from './agents.ts';
import { projectAttempts } from './attempts.ts';
import { projectRecords } from './records.ts';
import { projectQueueEntries } from './queue-entries.ts';
import { readTables } from './tables.ts';
import { projectTasks } from './tasks.ts';
import { projectTimeline } from './timeline.ts';
import { projectWorkflows } from './workflows.ts';

const parts = [
  projectWorkflows,
  projectTasks,
  projectAttempts,
  projectAgents,
  projectQueueEntries,
  projectRecords,
  projectTimeline,
];

/** Monitoring's read model. Whoever changes a table or what fills it raises the version: then it is built anew. */
export const readModelProjection: Projection = {
  name: 'monitoring',
  version: 3,
  tables: readTables,
  project: (event) => parts.flatMap((part) => part(event)),
};
