import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProjectionRun, ProjectionRunOptions } from '@atms/eventsourcing';
import type { Dialect } from 'kysely';
import { type GatheringRun, runProjection } from './projection-runner.ts';
import { createProjectionWriter } from './projection-writer.ts';
import { openReadModelDatabase, queryDialect } from './read-model-database.ts';

export interface ReadModels {
  /** For queries only. It reads the one connection; destroying a Kysely over it closes nothing. */
  readonly dialect: Dialect;
  /** Fills the projection's tables from the log; resolves once they hold everything that is in it now. */
  run(options: ProjectionRunOptions): Promise<ProjectionRun>;
  /** The runs must have been closed. */
  close(): Promise<void>;
}

export interface ReadModelsOptions {
  readonly file: string;
  /** Told why a file that was there is made anew. */
  readonly onDamaged?: (reason: string) => void;
}

/**
 * Read models in one SQLite file that may be deleted at any time while nobody has it open.
 * @throws AtmsError `data-directory-held` when another process has it open.
 */
export async function openReadModels(options: ReadModelsOptions): Promise<ReadModels> {
  mkdirSync(dirname(options.file), { recursive: true });
  const database = openReadModelDatabase(options.file, options.onDamaged);
  const runs = new Set<GatheringRun>();
  return {
    // Who was answered that something is in the log, and asks for it, finds it.
    dialect: queryDialect(database, async () => {
      await Promise.all([...runs].map((run) => run.writeGathered()));
    }),
    async run(wanted) {
      const run = await runProjection(wanted, createProjectionWriter(database, wanted.projection));
      runs.add(run);
      return {
        ...run,
        async close() {
          runs.delete(run);
          await run.close();
        },
      };
    },
    close: async () => database.close(),
  };
}
